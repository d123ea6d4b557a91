using System.Globalization;
using CspBot.Conversation;
using CspBot.Purchases;
using CspBot.Resources;

namespace CspBot.Dialogs.Notifications;

/// <summary>The routing form as it was filled in, and what is wrong with it.</summary>
internal sealed record NotificationsForm
{
    public const string Me = "me";
    public const string Here = "here";

    /// <summary>Id of the route: that of the form which first made it.</summary>
    public required string Id { get; init; }

    public string Target { get; init; } = Me;

    public string Customer { get; init; } = "";

    public string Kinds { get; init; } = string.Join(',', PurchaseKind.All);

    public string Minimum { get; init; } = "";

    public string When { get; init; } = "now";

    public string DigestAt { get; init; } = "08:00";

    public string QuietFrom { get; init; } = "";

    public string QuietTo { get; init; } = "";

    public required string TimeZone { get; init; }

    /// <summary>As sent, with values where a client sent titles.</summary>
    /// <param name="customer">The customer's value, looked up.</param>
    public static NotificationsForm Read(FormInput input, string id, string customer, Texts texts) => new()
    {
        Id = id,
        Target = Searches.ValueOf(input["target"], NotificationsCards.Targets(texts)) == Here ? Here : Me,
        Customer = customer,
        Kinds = string.Join(
            ',',
            input["kinds"]
                .Split(',', StringSplitOptions.TrimEntries)
                .Select(kind => Searches.ValueOf(kind, NotificationsCards.Kinds(texts)))),
        Minimum = input["minimum"],
        When = Searches.ValueOf(input["when"], NotificationsCards.Whens(texts)) == "digest" ? "digest" : "now",
        DigestAt = input["digestAt"],
        QuietFrom = input["quietFrom"],
        QuietTo = input["quietTo"],
        TimeZone = input["timeZone"],
    };

    public static NotificationsForm Of(NoticeRoute route, Texts texts) => new()
    {
        Id = route.Id,
        Target = route.Recipient is null ? Here : Me,
        Customer = route.CustomerId ?? "",
        Kinds = string.Join(',', route.Kinds),
        Minimum = route.Minimum?.ToString("0.##", texts.Culture) ?? "",
        When = route.Digest ? "digest" : "now",
        DigestAt = Clock(route.DigestAt),
        QuietFrom = route.QuietFrom is { } from ? Clock(from) : "",
        QuietTo = route.QuietTo is { } to ? Clock(to) : "",
        TimeZone = route.TimeZone,
    };

    public static string Clock(TimeOnly time) => time.ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>The chosen kinds that exist.</summary>
    public IReadOnlyList<string> ChosenKinds => [.. PurchaseKind.All.Where(Kinds.Split(',', StringSplitOptions.TrimEntries).Contains)];

    public decimal? MinimumAmount(Texts texts) => Typed.Amount(Minimum, texts.Culture);

    public static TimeOnly? Time(string text) =>
        TimeOnly.TryParseExact(text, ["HH:mm", "H:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : null;

    /// <summary>A sentence for each field that has to be mended.</summary>
    public IReadOnlyDictionary<string, string> Errors(Texts texts)
    {
        var errors = new Dictionary<string, string>();
        if (Customer.Length > 0 && !Guid.TryParse(Customer, out _))
            errors["customer"] = texts[CommonText.CustomerMissing];
        if (ChosenKinds.Count == 0)
            errors["kinds"] = texts[NotificationsText.KindsMissing];
        if (Minimum.Length > 0 && MinimumAmount(texts) is null)
            errors["minimum"] = texts[NotificationsText.MinimumWrong];
        if (When == "digest" && Time(DigestAt) is null)
            errors["digestAt"] = texts[NotificationsText.TimeWrong];
        if ((QuietFrom.Length > 0) != (QuietTo.Length > 0))
            errors["quietTo"] = texts[NotificationsText.QuietWrong];
        else if (Time(QuietFrom) is { } begins && begins == Time(QuietTo))
            errors["quietTo"] = texts[NotificationsText.QuietSame];
        foreach (var (name, value) in new[] { ("quietFrom", QuietFrom), ("quietTo", QuietTo) })
        {
            if (value.Length > 0 && Time(value) is null)
                errors[name] = texts[NotificationsText.TimeWrong];
        }

        if (!IsZone(TimeZone))
            errors["timeZone"] = texts[NotificationsText.ZoneWrong];
        return errors;
    }

    /// <summary>IANA names only: those of other systems mean nothing elsewhere.</summary>
    public static bool IsZone(string name) =>
        Zones.Find(name) is not null;
}
