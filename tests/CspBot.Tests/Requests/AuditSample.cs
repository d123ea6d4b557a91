using CspBot.Requests.Audits;
using CspBot.Tests.Harness;

namespace CspBot.Tests.Requests;

/// <summary>The sample of a file of the audit, and everything that can be done to it in one small change.</summary>
internal static class AuditSample
{
    public static string Path { get; } =
        System.IO.Path.Combine(SourceTree.Root, "tests", "CspBot.Tests", "Samples", "Audit", "grant.audit.json");

    public static byte[] Bytes => System.IO.File.ReadAllBytes(Path);

    public static AuditFile File => AuditFile.Read(Bytes)!;

    /// <summary>Each byte as each of these other bytes.</summary>
    public static IEnumerable<byte[]> Changed(byte[] bytes, Func<byte, IEnumerable<byte>> others) =>
        Enumerable.Range(0, bytes.Length).SelectMany(at => others(bytes[at]).Where(other => other != bytes[at]).Select(other =>
        {
            var changed = bytes.ToArray();
            changed[at] = other;
            return changed;
        }));

    /// <summary>Without one byte.</summary>
    public static IEnumerable<byte[]> Without(byte[] bytes) =>
        Enumerable.Range(0, bytes.Length).Select(at => (byte[])[.. bytes.AsSpan(0, at), .. bytes.AsSpan(at + 1)]);

    /// <summary>With one of these bytes more, at every place.</summary>
    public static IEnumerable<byte[]> With(byte[] bytes, params byte[] more) =>
        Enumerable.Range(0, bytes.Length + 1).SelectMany(at => more.Select(
            one => (byte[])[.. bytes.AsSpan(0, at), one, .. bytes.AsSpan(at)]));

    /// <summary>Its end is missing, from every place on.</summary>
    public static IEnumerable<byte[]> Cut(byte[] bytes) => Enumerable.Range(0, bytes.Length).Select(length => bytes[..length]);

    /// <summary>The entries in another way: one gone, one twice, one at another place, any two exchanged.</summary>
    public static IEnumerable<IReadOnlyList<AuditFileRecord>> Reordered(IReadOnlyList<AuditFileRecord> records)
    {
        for (var i = 0; i < records.Count; i++)
        {
            yield return [.. records.Take(i), .. records.Skip(i + 1)];
            for (var j = 0; j <= records.Count; j++)
                yield return [.. records.Take(j), records[i], .. records.Skip(j)];
            for (var j = 0; j < records.Count; j++)
            {
                if (i == j)
                    continue;
                List<AuditFileRecord> moved = [.. records.Take(i), .. records.Skip(i + 1)];
                moved.Insert(j, records[i]);
                yield return moved;
                if (j <= i)
                    continue;
                var exchanged = records.ToArray();
                (exchanged[i], exchanged[j]) = (exchanged[j], exchanged[i]);
                yield return exchanged;
            }
        }
    }
}
