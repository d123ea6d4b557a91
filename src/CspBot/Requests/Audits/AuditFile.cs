using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace CspBot.Requests.Audits;

/// <summary>
/// A piece of the audit as a file that needs neither the bot nor its store to be checked: a head, the entries one a line, and a signature
/// over every byte before it. There is one way to write it, so that a file that says the same in other bytes is not one.
/// </summary>
/// <param name="Head">What the file is.</param>
/// <param name="Records">Every entry from the first to the last, those that the filters leave out by their digest alone.</param>
/// <param name="Signature">By the key that the head names: hexadecimal digits.</param>
internal sealed record AuditFile(AuditFileHead Head, IReadOnlyList<AuditFileRecord> Records, string Signature)
{
    /// <summary>The form of the file.</summary>
    public const string Format = "cspbot-audit/1";

    /// <summary>How the file's name ends.</summary>
    public const string Ending = ".audit.json";

    /// <summary>What is before the signature, and what the signature is over.</summary>
    public byte[] Signed()
    {
        var text = new StringBuilder("{\n");
        Member(text, "format", Format);
        Member(text, "tenant", Head.Tenant);
        Member(text, "madeAt", Head.MadeAt);
        Member(text, "madeBy", Head.MadeBy);
        Member(text, "customer", Head.Customer);
        Member(text, "person", Head.Person);
        Member(text, "from", Head.From);
        Member(text, "to", Head.To);
        Number(text, "shown", Head.Shown);
        Number(text, "leftOut", Head.LeftOut);
        Number(text, "before", Head.Before);
        Member(text, "beforeLink", Head.BeforeLink);
        Number(text, "last", Head.Last);
        Member(text, "lastLink", Head.LastLink);
        if (Head.Declared.Length > 0)
            Member(text, "declared", Head.Declared);
        Member(text, "signer", Head.Signer);
        text.Append("\"records\":[");
        for (var i = 0; i < Records.Count; i++)
        {
            text.Append(i == 0 ? "\n" : ",\n");
            Records[i].Write(text);
        }

        return Encoding.UTF8.GetBytes(text.Append("\n],\n").ToString());
    }

    /// <summary>All of it.</summary>
    public byte[] Write() => [.. Signed(), .. Encoding.UTF8.GetBytes($"\"signature\":{Quoted(Signature)}\n}}\n")];

    /// <summary>Null when it is none; whether it is written in the one way, and true, is another question.</summary>
    public static AuditFile? Read(byte[] bytes)
    {
        try
        {
            using var read = JsonDocument.Parse(bytes);
            var root = read.RootElement;
            if (root.ValueKind != JsonValueKind.Object || AuditFileRecord.Text(root, "format") != Format)
                return null;
            var head = new AuditFileHead(
                AuditFileRecord.Text(root, "tenant"), AuditFileRecord.Text(root, "madeAt"), AuditFileRecord.Text(root, "madeBy"))
            {
                Customer = AuditFileRecord.Text(root, "customer"),
                Person = AuditFileRecord.Text(root, "person"),
                From = AuditFileRecord.Text(root, "from"),
                To = AuditFileRecord.Text(root, "to"),
                Shown = root.GetProperty("shown").GetInt64(),
                LeftOut = root.GetProperty("leftOut").GetInt64(),
                Before = root.GetProperty("before").GetInt64(),
                BeforeLink = AuditFileRecord.Text(root, "beforeLink"),
                Last = root.GetProperty("last").GetInt64(),
                LastLink = AuditFileRecord.Text(root, "lastLink"),
                Declared = root.TryGetProperty("declared", out _) ? AuditFileRecord.Text(root, "declared") : "",
                Signer = AuditFileRecord.Text(root, "signer"),
            };
            return new AuditFile(
                head,
                [.. root.GetProperty("records").EnumerateArray().Select(AuditFileRecord.Read)],
                AuditFileRecord.Text(root, "signature"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            return null;
        }
    }

    internal static string Quoted(string value) => $"\"{JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";

    private static void Member(StringBuilder text, string name, string value) =>
        text.Append('"').Append(name).Append("\":").Append(Quoted(value)).Append(",\n");

    private static void Number(StringBuilder text, string name, long value) =>
        text.Append(CultureInfo.InvariantCulture, $"\"{name}\":{value},\n");
}

/// <summary>What a file of the audit is: whose, made when and for whom, with which filters, and where in the chain it stands.</summary>
/// <param name="Tenant">The partner's.</param>
/// <param name="MadeAt">The moment.</param>
/// <param name="MadeBy">Object id of the person who asked for it.</param>
internal sealed record AuditFileHead(string Tenant, string MadeAt, string MadeBy)
{
    /// <summary>Only entries about this customer (tenant id); empty for all.</summary>
    public string Customer { get; init; } = "";

    /// <summary>Only entries in which this person stands, as it was typed; empty for all.</summary>
    public string Person { get; init; } = "";

    /// <summary>Only entries since then; empty for all.</summary>
    public string From { get; init; } = "";

    /// <summary>Only entries before then; empty for all.</summary>
    public string To { get; init; } = "";

    /// <summary>How many entries have their fields.</summary>
    public long Shown { get; init; }

    /// <summary>How many stand by their digest alone.</summary>
    public long LeftOut { get; init; }

    /// <summary>Number of the entry before the first; 0 for the beginning of the audit.</summary>
    public long Before { get; init; }

    /// <summary>Its link, or its hash where it has none; empty for the beginning of the audit.</summary>
    public string BeforeLink { get; init; } = "";

    /// <summary>Number of the last entry.</summary>
    public long Last { get; init; }

    /// <summary>Its link: where the audit stands after it.</summary>
    public string LastLink { get; init; } = "";

    /// <summary>
    /// Numbers of the entries behind the last one that say which of the fields shown here were erased, separated by commas; empty, and
    /// then not written, where the file's own entries say it.
    /// </summary>
    public string Declared { get; init; } = "";

    /// <summary>The public key: the point's two coordinates on P-256, as hexadecimal digits.</summary>
    public string Signer { get; init; } = "";
}
