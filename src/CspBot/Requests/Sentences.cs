using System.Collections.Frozen;
using System.Globalization;
using System.Text.RegularExpressions;
using CspBot.Requests.Approvals;
using CspBot.Resources;

namespace CspBot.Requests;

/// <summary>A refusal in the reader's language: what, why, who can help, and the service's own code for support.</summary>
internal static partial class Sentences
{
    /// <summary>Where a service’s own word for a state stands among a refusal’s arguments, as it is stored.</summary>
    private static readonly FrozenDictionary<string, int> States = new Dictionary<string, int>
    {
        ["GrantOwner.SubscriptionNotEnabled"] = 1,
        ["OnboardStackTenant.RegistrationDisabled"] = 2,
        ["OnboardStackTenant.LocalNotEnabled"] = 3,
        ["ReservationBuy.NotProvisioned"] = 0,
        ["ReservationCommit.CameToNothing"] = 0,
        ["ReservationExchange.Ended"] = 0,
    }.ToFrozenDictionary();

    /// <summary>
    /// What fills the places of its sentence. An amount is stored as <c>1234.50 EUR</c>, a day as its moment, and both are told as the
    /// reader writes them: of one request there are several.
    /// </summary>
    public static object[] Args(Refusal refusal, Texts texts) =>
    [
        .. refusal.Args.Select((arg, place) => StoredAmount().Match(arg) is { Success: true } amount
            && decimal.TryParse(amount.Groups[1].ValueSpan, NumberStyles.Number, CultureInfo.InvariantCulture, out var value)
                ? $"{value.ToString("N2", texts.Culture)} {amount.Groups[2].Value}"
            : DateTimeOffset.TryParseExact(arg, "O", CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) ? texts.Day(at)
            : StoredLength().IsMatch(arg) ? Durations.Say(texts, TimeSpan.Parse(arg, CultureInfo.InvariantCulture))
            : arg.Split(' ') is [var days, var hours, var zone] && PolicyHours.Read(days, hours, zone) is { } open ? open.Words(texts)
            : States.TryGetValue(refusal.Reason, out var state) && state == place ? StateWords.Say(texts, arg)
            : arg),
    ];

    /// <summary>A day within a refusal.</summary>
    public static string Stored(DateTimeOffset day) => day.ToString("O", CultureInfo.InvariantCulture);

    /// <param name="withHelp">False where the reader can do nothing: it is tried again without them.</param>
    public static string Say(Refusal refusal, Texts texts, bool withHelp = true)
    {
        var lines = new List<string> { What(refusal, texts) };
        if (withHelp && Help(refusal, texts) is { } help)
            lines.Add(help);
        if (Reference(refusal, texts) is { } reference)
            lines.Add(reference);
        return string.Join(" ", lines);
    }

    /// <summary>What was refused, and why; of a pause until when, and not how many seconds it once was.</summary>
    public static string What(Refusal refusal, Texts texts) =>
        refusal.Until is { } until ? texts[RefusalText.WaitsUntil, texts.Time(until)] + "." : texts[refusal.TextKey, Args(refusal, texts)];

    /// <summary>What to do about it, where there is something.</summary>
    public static string? Help(Refusal refusal, Texts texts) =>
        texts.Find(refusal.TextKey + ".Help") is null ? null : texts[refusal.TextKey + ".Help", Args(refusal, texts)];

    /// <summary>The code and id to give to support, where a service gave them.</summary>
    public static string? Reference(Refusal refusal, Texts texts) =>
        refusal.Code is null ? null : texts[RefusalText.Reference, refusal.Code, refusal.CorrelationId ?? "–"];

    [GeneratedRegex(@"\A(?:\d+\.)?\d{2}:\d{2}:\d{2}\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StoredLength();

    [GeneratedRegex(@"\A(-?\d+\.\d{2,4}) ([A-Z]{3})\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex StoredAmount();
}
