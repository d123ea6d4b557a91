using System.Globalization;
using System.Text.RegularExpressions;

namespace CspBot.Requests.Audits;

/// <summary>Checks a file of the audit by itself: its form, each entry, the chain from the first to the last, the signature.</summary>
internal static partial class AuditFileCheck
{
    // Before the entries come a brace, the head's members and the name of the list.
    private const int LinesBefore = 17;
    private const int LongestPerson = 200;

    /// <summary>What is wrong, with its place, or null; and the file, where it could be read.</summary>
    public static (string? Wrong, AuditFile? File) Check(byte[] bytes)
    {
        if (AuditFile.Read(bytes) is not { } file)
            return ("It is no file of the audit: it cannot be read as " + AuditFile.Format + ".", null);
        var wrong = (Form(file.Head) is { } member ? $"The head's {member} is of no form that the bot writes." : null) ?? Chain(file);
        if (wrong is null && Difference(bytes, file.Write()) is { } place)
            wrong = string.Create(
                CultureInfo.InvariantCulture, $"Line {place.Line} is not as the bot writes it, from byte {place.At} of the file.");
        if (wrong is null && !AuditSigner.Verify(file.Head.Signer, file.Signed(), file.Signature))
            wrong = "The signature does not fit: the head was changed, or all of it was made by somebody without the bot's key.";
        return (wrong, file);
    }

    /// <summary>The first member of the head that the bot would not write so; null for none. The signature covers the key.</summary>
    private static string? Form(AuditFileHead head) =>
        !Id().IsMatch(head.Tenant) ? "tenant"
        : !AuditTime.IsWritten(head.MadeAt) ? "madeAt"
        : !Id().IsMatch(head.MadeBy) ? "madeBy"
        : !Id().IsMatch(head.Customer) ? "customer"
        : head.Person.Length > LongestPerson ? "person"
        : head.From.Length > 0 && !AuditTime.IsWritten(head.From) ? "from"
        : head.To.Length > 0 && !AuditTime.IsWritten(head.To) ? "to"
        : head.Before < 0 ? "before"
        : !Place().IsMatch(head.BeforeLink) ? "beforeLink"
        : !Place().IsMatch(head.LastLink) ? "lastLink"
        : !IsDeclared(head) ? "declared"
        : null;

    /// <summary>Rising numbers, behind the last entry.</summary>
    private static bool IsDeclared(AuditFileHead head)
    {
        var last = head.Last;
        foreach (var one in head.Declared.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!long.TryParse(one, NumberStyles.None, CultureInfo.InvariantCulture, out var seq) || seq <= last)
                return false;
            last = seq;
        }

        return Numbers().IsMatch(head.Declared);
    }

    [GeneratedRegex(@"^[0-9A-Za-z-]{0,64}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Id();

    /// <summary>A link, or the hash of an entry without one, which names its key.</summary>
    [GeneratedRegex(@"^[0-9A-Za-z.-]{0,200}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Place();

    [GeneratedRegex(@"^([1-9][0-9]*(,[1-9][0-9]*)*)?\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numbers();

    /// <summary>The first entry that does not go on from the one before; null when all do, and the head says the same.</summary>
    private static string? Chain(AuditFile file)
    {
        var head = file.Head;
        var (seq, link, shown) = (head.Before, head.BeforeLink, 0L);
        var covers = new AuditCovers();
        foreach (var one in file.Records.Where(one => one.Fields is not null))
            covers.Add(one.Seq, one.Fields!);
        var before = LinesBefore + (head.Declared.Length > 0 ? 1 : 0);
        for (var i = 0; i < file.Records.Count; i++)
        {
            var record = file.Records[i];
            var place = string.Create(CultureInfo.InvariantCulture, $"Line {before + i + 1}");
            if (record.Seq <= seq)
                return string.Create(
                    CultureInfo.InvariantCulture, $"{place}: entry {record.Seq} stands behind entry {seq}, where it has no place.");
            if (record.Seq != seq + 1)
                return string.Create(CultureInfo.InvariantCulture, $"{place}: entry {seq + 1} is missing.");
            if (Wrong(record, link) is { } wrong)
                return string.Create(CultureInfo.InvariantCulture, $"{place}: entry {record.Seq} {wrong}.");
            if (head.Declared.Length == 0 && record.Fields is not null && covers.Undeclared(record.Seq, record.Salt) is { } name)
                return string.Create(CultureInfo.InvariantCulture, $"{place}: entry {record.Seq}: {AuditCovers.Told(name)}.");
            (seq, link, shown) = (record.Seq, record.Link, shown + (record.Fields is null ? 0 : 1));
        }

        return seq < head.Last
            ? string.Create(CultureInfo.InvariantCulture, $"The entries after {seq} are missing, up to {head.Last}.")
            : seq != head.Last || link != head.LastLink
                ? string.Create(CultureInfo.InvariantCulture, $"The head does not name entry {seq}.")
            : shown != head.Shown || file.Records.Count - shown != head.LeftOut ? "The head counts other entries than there are."
            : null;
    }

    private static string? Wrong(AuditFileRecord record, string before)
    {
        if (record.IsOlder)
            return null;
        if (record.Digest is not null && record.Fields is not null)
            return "has a digest beside its fields";
        var digest = record.Digest
            ?? (AuditFields.Commit(record.Fields!, record.Salt ?? "") is { } commitments ? AuditFields.Digest(commitments) : "");
        return AuditFields.Link(record.Seq, digest, before) == record.Link
            ? null
            : "was changed, or does not go on from the one before";
    }

    /// <summary>The first byte that differs, and its line; null for none.</summary>
    private static (int Line, int At)? Difference(byte[] bytes, byte[] right)
    {
        var same = bytes.AsSpan().CommonPrefixLength(right);
        return same == bytes.Length && same == right.Length ? null : (bytes.AsSpan(0, same).Count((byte)'\n') + 1, same + 1);
    }
}
