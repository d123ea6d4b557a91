using System.Globalization;

namespace CspBot.Requests.Audits;

/// <summary>
/// <c>audit verify &lt;file&gt;</c>: checks a file of the audit on any machine; it asks no store, no setting and no network.
/// </summary>
internal static class AuditFileCommand
{
    private const string Usage = "Usage: audit verify [<file> [--signer <fingerprint>]]; without a file it reads the configured store.";

    /// <summary>These words mean a file.</summary>
    public static bool IsMeant(string[] args) => args is ["audit", "verify", _, ..];

    /// <returns>0 when the file is sound; 1 when it is not; 2 for words that are wrong.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, CancellationToken ct)
    {
        if (args is not ([_, _, _] or [_, _, _, "--signer", _]) || args[2] is not { } name || name.StartsWith('-'))
        {
            await error.WriteLineAsync(Usage);
            return 2;
        }

        byte[] bytes;
        try
        {
            bytes = await File.ReadAllBytesAsync(name, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"{name} cannot be read: {e.Message}");
            return 2;
        }

        var (wrong, file) = AuditFileCheck.Check(bytes);
        if (wrong is null && args.Length == 5 && Signer(file!) != args[4])
            wrong = $"It is signed by {Signer(file!)}, not by {args[4]}.";
        if (wrong is not null)
        {
            await error.WriteLineAsync($"{Path.GetFileName(name)} is not sound. {wrong}");
            return 1;
        }

        await output.WriteLineAsync(Sentence(Path.GetFileName(name), file!));
        return 0;
    }

    private static string Sentence(string name, AuditFile file)
    {
        var head = file.Head;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name} is sound: entries {head.Before + 1} to {head.Last}, {head.Shown} shown and {head.LeftOut} left out, unbroken; ")
            + $"made {head.MadeAt}, the last link is {head.LastLink}, signed by {Signer(file)}"
            + " (compare the signer with what the bot's operator tells you).";
    }

    private static string Signer(AuditFile file) => AuditSigner.Fingerprint(file.Head.Signer);
}
