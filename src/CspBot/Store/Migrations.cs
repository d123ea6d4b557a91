using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace CspBot.Store;

/// <summary>Applies the numbered scripts once each, one process at a time, and refuses a script that was changed afterwards.</summary>
internal static class Migrations
{
    /// <summary>The store's newest script when it is later than all of this version's; null mostly.</summary>
    /// <remarks>
    /// Scripts only add, so an older version runs beside a newer one or after it (a roll-back): it says so, and what it cannot
    /// read waits. A script that takes something away first writes its own number under <c>schema-needs</c> into
    /// <c>setting</c>, and older versions refuse to start.
    /// </remarks>
    /// <exception cref="InvalidOperationException">An applied script was changed, or this version is too old for the store.</exception>
    public static Task<string?> RunAsync(Database database, TimeProvider time, CancellationToken ct) =>
        RunAsync(database, Scripts(), time, ct);

    /// <summary>The cache's table of PostgreSQL; what is in it may be lost, so it has no history.</summary>
    public static Task RunCacheAsync(Database database, CancellationToken ct) => database.WriteAsync(
        async session =>
        {
            await session.LockAsync("cache-schema");
            return await session.ExecuteAsync(CacheSchema());
        },
        ct);

    internal static Task<string?> RunAsync(Database database, IReadOnlyList<Script> scripts, TimeProvider time, CancellationToken ct) =>
        database.WriteAsync(
            async session =>
            {
                // The lock ends with the transaction; SQLite's write transaction is itself the lock.
                if (database.IsPostgres)
                    await session.ExecuteAsync("select pg_advisory_xact_lock(7261938)");
                await session.ExecuteAsync(
                    """
                    create table if not exists schema_version(version integer primary key, name text not null, checksum text not null,
                    applied_at bigint not null)
                    """);
                foreach (var script in scripts)
                    await ApplyAsync(session, script, time);
                var last = scripts.Max(script => script.Version);
                var needs = await session.QueryOneAsync<string>("select value from setting where name = 'schema-needs'");
                if (int.TryParse(needs, NumberStyles.None, CultureInfo.InvariantCulture, out var least) && least > last)
                    throw new InvalidOperationException($"The store was changed by a later version of CspBot: schema script {least} is "
                        + $"needed, and this version's last is {last}. Run that version, or restore the store's backup.");
                return await session.QueryOneAsync<string>(
                    "select name from schema_version where version > @last order by version desc limit 1", new { last });
            },
            ct);

    private static async Task ApplyAsync(Session session, Script script, TimeProvider time)
    {
        var applied = await session.QueryOneAsync<string>("select checksum from schema_version where version = @Version", script);
        if (applied == script.Checksum)
            return;
        if (applied is not null)
            throw new InvalidOperationException($"The schema script {script.Name} was changed after it was applied to this store. Restore "
                + "it and add a new script instead.");
        await session.ExecuteAsync(script.Sql);
        await session.ExecuteAsync(
            "insert into schema_version(version, name, checksum, applied_at) values (@Version, @Name, @Checksum, @now)",
            new { script.Version, script.Name, script.Checksum, now = time.GetUtcNow().ToUnixTimeMilliseconds() });
    }

    /// <summary>The embedded scripts <c>NNN-name.sql</c>, in order; scripts of one database only are run by their owner.</summary>
    private static List<Script> Scripts()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var scripts = new List<Script>();
        foreach (var resource in assembly
            .GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal))
        {
            var name = resource[(resource.IndexOf(".Schema.", StringComparison.Ordinal) + ".Schema.".Length)..];
            if (!int.TryParse(name.AsSpan(0, 3), CultureInfo.InvariantCulture, out var version))
                continue;
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            scripts.Add(new Script(version, name, reader.ReadToEnd()));
        }

        return scripts;
    }

    /// <summary>One numbered script.</summary>
    internal sealed record Script(int Version, string Name, string Sql)
    {
        public string Checksum { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));
    }

    internal static string CacheSchema()
    {
        using var stream = typeof(Migrations).Assembly.GetManifestResourceStream("CspBot.Store.Schema.postgres-cache.sql")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
