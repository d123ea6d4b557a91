using System.Globalization;

namespace CspBot.Requests.Audits;

/// <summary>
/// <c>audit verify &lt;file&gt;</c>: checks a file of the audit on any machine; it asks no store, no setting and no network.
/// </summary>
internal static class AuditFileCommand
{
    private const string Usage = "Usage: audit verify [<file> [--signer <fingerprint>]]; without a file it reads the configured store.";

    /// <summary>More than the largest file that the bot makes.</summary>
    private const long Largest = 256L << 20;

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
            // A pipe or a device has no length: it is never opened, since that may wait or read for ever.
            var file = File.ResolveLinkTarget(name, returnFinalTarget: true) as FileInfo ?? new FileInfo(name);
            if (file.Length is 0 or > Largest)
            {
                await error.WriteLineAsync(
                    $"{AuditFields.Printable(name)} is not read: only a regular file that is not empty and has at most 256 MB can be one.");
                return 2;
            }

            bytes = await File.ReadAllBytesAsync(file.FullName, ct);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"{name} cannot be read: {e.Message}");
            return 2;
        }

        var (wrong, read) = AuditFileCheck.Check(bytes);
        if (wrong is null && args.Length == 5 && Signer(read!) != args[4])
            wrong = $"It is signed by {Signer(read!)}, not by {args[4]}.";
        if (wrong is not null)
        {
            await error.WriteLineAsync($"{Path.GetFileName(name)} is not sound. {wrong}");
            return 1;
        }

        await output.WriteLineAsync(Sentence(Path.GetFileName(name), read!));
        return 0;
    }

    private static string Sentence(string name, AuditFile file)
    {
        var head = file.Head;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name} is sound: entries {head.Before + 1} to {head.Last}, {head.Shown} shown and {head.LeftOut} left out, unbroken; ")
            + $"made {head.MadeAt}, {Filters(head)}, the last link is {head.LastLink}, signed by {Signer(file)}"
            + " (compare the signer with what the bot's operator tells you)."
            + (head.Declared.Length == 0 ? ""
                : $" Erased fields are declared in entries that are not in this file ({head.Declared}): the signer's word for it.");
    }

    private static string Filters(AuditFileHead head)
    {
        (string Name, string Value)[] all =
            [("customer", head.Customer), ("person", Quoted(head.Person)), ("from", head.From), ("to", head.To)];
        var set = all.Where(one => one.Value.Length > 0).Select(one => $"{one.Name} {one.Value}").ToArray();
        return set.Length == 0 ? "without a filter" : $"for {string.Join(", ", set)}";
    }

    private static string Quoted(string text) => text.Length == 0 ? "" : $"\"{AuditFields.Printable(text)}\"";

    private static string Signer(AuditFile file) => AuditSigner.Fingerprint(file.Head.Signer);
}
