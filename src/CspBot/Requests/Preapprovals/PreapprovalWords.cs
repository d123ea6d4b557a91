using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Resources;

namespace CspBot.Requests.Preapprovals;

/// <summary>Pre-approvals in words: the kind, the amount, under which one something ran, and the button that ends one.</summary>
internal static class PreapprovalWords
{
    public const string EndVerb = "requests/preapproval-end";

    public static string Kind(Texts texts, string kind) => texts["Policy.Kind." + kind];

    public static string Amount(Texts texts, Money money) => $"{money.Amount.ToString("N2", texts.Culture)} {money.Currency}";

    /// <summary>The name and value of what a request ran under; nothing where it did not.</summary>
    public static IEnumerable<(string Name, string Value)> Facts(Request request, Texts texts) => request.Preapproval is { } use
        ? [(texts[PreapprovalText.Fact], texts[PreapprovalText.FactIs, use.Id, Names(use), texts.Time(use.Until)])]
        : [];

    /// <summary>Before it is asked for.</summary>
    public static string Runs(PreapprovalUse use, Texts texts) => texts[PreapprovalText.Runs, use.Id, Names(use), texts.Time(use.Until)];

    /// <summary>For the audit; null where none let it run.</summary>
    public static string? Told(PreapprovalUse? use) => use is null
        ? null
        : string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{use.Id}, given by {Names(use)}, until {use.Until.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}");

    /// <summary>Asks first, on the card itself.</summary>
    public static AdaptiveAction EndButton(Request given, Texts texts) => Look.Ask(
        texts[PreapprovalText.EndButton, given.Id],
        texts[PreapprovalText.EndQuestion, given.Operation.Title(texts)],
        Look.Go(texts[PreapprovalText.EndYes, given.Id], EndVerb, RequestCards.Click(given), AdaptiveActionStyle.Destructive));

    private static string Names(PreapprovalUse use) => string.Join(", ", use.By.Select(person => person.Name));
}
