using CspBot.Store;

namespace CspBot.Requests.Audits;

/// <summary>
/// The key that seals the audit: 32 bytes or more, as hexadecimal digits or base64; several, separated by
/// commas, verify what earlier ones sealed.
/// </summary>
internal sealed record AuditOptions
{
    public string? Key { get; init; }

    /// <summary>The file that holds it, one key a line.</summary>
    public string? KeyFile { get; init; }

    /// <summary>How long entries stay; null for good.</summary>
    public TimeSpan? KeepFor { get; init; }

    /// <summary>One sentence for each setting that is missing or wrong.</summary>
    public IEnumerable<string> Validate()
    {
        if (!string.IsNullOrWhiteSpace(Key) && !string.IsNullOrWhiteSpace(KeyFile))
            yield return "Audit:Key and Audit:KeyFile must not both be set.";
        if (!string.IsNullOrWhiteSpace(Key) && SealKeys.Parse(Key) is null)
            yield return $"Audit:Key must be at least {SealKeys.Shortest} bytes as hexadecimal digits or base64.";
        if (KeepFor < TimeSpan.FromDays(400))
            yield return "Audit:KeepFor must be at least 400 days, e.g. 3650.00:00:00; leave it out to keep the audit for good.";
        if (string.IsNullOrWhiteSpace(KeyFile))
            yield break;
        if (!File.Exists(KeyFile))
            yield return $"Audit:KeyFile names no file: {KeyFile}.";
        else if (SealKeys.Parse(File.ReadAllText(KeyFile)) is null)
            yield return $"Audit:KeyFile must hold a key of at least {SealKeys.Shortest} bytes as hexadecimal digits or base64.";
    }

    public SealKeys Open(StoreOptions store) => SealKeys.Open(string.IsNullOrWhiteSpace(KeyFile) ? Key : File.ReadAllText(KeyFile), store);
}
