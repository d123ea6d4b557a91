namespace CspBot.Store;

/// <summary>Where the bot keeps what must not be lost.</summary>
internal sealed record StoreOptions
{
    /// <summary><c>Data Source=…</c> is SQLite, <c>Host=…</c> is PostgreSQL.</summary>
    public string ConnectionString { get; init; } = "Data Source=data/cspbot.db";

    public bool IsPostgres => ConnectionString.Contains("Host=", StringComparison.OrdinalIgnoreCase);

    /// <summary>One sentence for each setting that is missing or wrong.</summary>
    public IEnumerable<string> Validate()
    {
        if (!IsPostgres && !ConnectionString.Contains("Data Source=", StringComparison.OrdinalIgnoreCase))
            yield return "Store:ConnectionString must be 'Data Source=<file>' for SQLite or 'Host=…;Database=…' for PostgreSQL.";
    }
}
