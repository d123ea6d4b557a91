using System.Globalization;
using CspBot.Resources;

namespace CspBot.Requests.Audits;

/// <summary>The entries of a file as lines for a spreadsheet: for reading, since only the other form can be checked.</summary>
internal static class AuditRows
{
    private const string Detail = "detail.";

    private static readonly string[] Named =
    [
        AuditFields.At, "kind", "request", "actor.name", "actor.objectId", "conversation", "detail.dialog", "detail.customer",
        "detail.state",
    ];

    private static readonly string[] Head =
        ["seq", "at", "kind", "request", "person", "personId", "conversation", "dialog", "customer", "state", "detail", "link"];

    /// <summary>One line for each entry that the filters show.</summary>
    public static byte[] Write(AuditFile file) => Csv.File(Head, file.Records.Where(record => record.Fields is not null).Select(Row));

    private static string[] Row(AuditFileRecord record) =>
    [
        record.Seq.ToString(CultureInfo.InvariantCulture),
        .. Named.Select(name => record.Fields!.GetValueOrDefault(name) ?? ""),
        string.Join(
            "; ",
            record.Fields!
                .Where(field => !Named.Contains(field.Key))
                .Select(field => $"{Short(field.Key)}={field.Value}")),
        record.Link,
    ];

    private static string Short(string name) => name.StartsWith(Detail, StringComparison.Ordinal) ? name[Detail.Length..] : name;
}
