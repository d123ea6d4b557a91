using System.Globalization;
using System.Text.Json.Nodes;
using CspBot.Cloud.Http;
using CspBot.Conversation;
using CspBot.Resources;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>What is looked at: it rides in the data of every button, and each value of it is looked up again.</summary>
/// <param name="Stack">Name of one stamp; empty for all.</param>
/// <param name="Words">Of one tenant: its id or a part of its name; empty for all.</param>
internal sealed record StackUsageView(string Form, StackUsageSpan Span, string Stack, string Words)
{
    /// <summary>A choice has to have a value.</summary>
    public const string AllStacks = "*";

    /// <summary>The tenant whose days are shown: deployment and tenant with a bar between; empty for the overview.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>Id of the meter that is pictured; empty for the first.</summary>
    public string Meter { get; init; } = "";

    public int Page { get; init; }

    /// <summary>The last day that stamps tell.</summary>
    public required DateOnly Last { get; init; }

    /// <summary>The first line of the table to copy; null where none is asked for.</summary>
    public int? Line { get; init; }

    public static StackUsageView Read(string form, FormInput input, string words, DateOnly last) =>
        new(form, StackUsageSpan.Read(input["period"], last), input["stack"] == AllStacks ? "" : input["stack"], words)
        {
            Tenant = input["tenant"],
            Meter = input["meter"].ToLowerInvariant(),
            Page = Count(input["page"]) ?? 0,
            Line = Count(input["line"]),
            Last = last,
        };

    /// <summary>The tenant is among those that were asked for.</summary>
    public bool Wants(StackUse use) =>
        Tenant.Length > 0
            ? CloudJson.SameId(use.Key, Tenant)
            : Words.Length == 0
                || CloudJson.SameId(use.Tenant, Words)
                || Phrase.Normalize(use.Name).Contains(Phrase.Normalize(Words), StringComparison.Ordinal);

    public JsonObject Data()
    {
        var data = Look.Data(Form, ("act", StackUsageDialog.Act), ("stack", Stack), ("period", Span.Key), ("customer", Words));
        if (Tenant.Length > 0)
            data["tenant"] = Tenant;
        if (Meter.Length > 0)
            data["meter"] = Meter;
        if (Page > 0)
            data["page"] = Page.ToString(CultureInfo.InvariantCulture);
        if (Line is { } line)
            data["line"] = line.ToString(CultureInfo.InvariantCulture);
        return data;
    }

    private static int? Count(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count < 1_000_000 ? count : null;
}
