using System.Text.Json.Nodes;
using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>What the form of an act on a reservation shows.</summary>
internal sealed record ManageFormCard(
    ManageForm Form,
    string Act,
    string Customer,
    IReadOnlyList<Reservation> Running,
    AdaptiveElement? Banner,
    IReadOnlyDictionary<string, string> Errors);

/// <summary>The cards of renewal, scope, name, split and merge; the words that open them on a reservation's own card.</summary>
internal static class ManageCards
{
    private static readonly string[] Acts = ["renew", "scope", "name", "split", "merge"];

    public static AdaptiveCard Form(Texts texts, ManageFormCard shown, IEnumerable<AdaptiveElement?> fields)
    {
        var (form, errors) = (shown.Form, shown.Errors);
        return Look.Card(
            texts,
            texts["ReservationManage.FormTitle." + shown.Act, shown.Customer],
            [
                shown.Banner,
                Look.Text(texts["ReservationManage.FormIntro." + shown.Act]),
                Look.Error("reservation", errors, texts),
                Pick("reservation", texts[ReservationManageText.Reservation], Choices(texts, shown.Running), form.Reservation),
                .. fields,
                Look.Error("reason", errors, texts),
                new AdaptiveTextInput
                {
                    Id = "reason",
                    Label = texts[ReservationManageText.ReasonField],
                    IsMultiline = true,
                    MaxLength = 500,
                    Value = form.Reason,
                },
            ],
            [
                Look.Submit(
                    texts[ReservationManageText.ReviewButton],
                    "reservations/details",
                    Look.Data(form.Form, ("act", shown.Act), ("customer", form.Customer))),
                Look.Go(
                    texts[CommonText.BackButton],
                    "reservations/show",
                    Look.Data(form.Form, ("customer", form.Customer), ("reservation", form.Reservation))),
                Look.Go(texts[CommonText.CancelButton], "reservations/cancel", Look.Data(form.Form)),
            ]);
    }

    /// <summary>
    /// The acts that a reservation which runs allows this reader, as words to click; two rows, since a narrow card holds three.
    /// </summary>
    public static IEnumerable<AdaptiveContainer?> Words(Texts texts, HoldingView view)
    {
        if (view.Holding is not { InAzure: true, Reservation: { } one } || !one.RunsAt(view.Now))
            return [];
        var data = () => new JsonObject { ["customer"] = view.Customer.Id, ["reservation"] = one.Id };
        return Acts.Where(act => view.Acts.Contains(act) && (act != "split" || one.Quantity > 1))
            .Select(act => Look.Word(
                texts[act == "renew"
                    ? one.Renews ? ReservationManageText.Word_renewOff : ReservationManageText.Word_renewOn
                    : "ReservationManage.Word." + act],
                "reservations/" + act,
                data()))
            .Chunk(3)
            .Select(Look.Words);
    }

    /// <summary>A field with choices; one to type into where there are none.</summary>
    public static AdaptiveInput Pick(string id, string label, IReadOnlyList<AdaptiveChoice> choices, string value) => Look.OrTyped(
        new AdaptiveChoiceSetInput
        {
            Id = id,
            Label = label,
            Choices = Searches.With(Searches.Fit(choices), value),
            Wrap = true,
            Value = value.Length > 0 ? value : null,
        });

    public static IReadOnlyList<AdaptiveChoice> Choices(Texts texts, IReadOnlyList<Reservation> running) =>
    [
        .. running.Select(one => new AdaptiveChoice
        {
            Title = texts[
                ReservationManageText.Choice,
                Product(texts, one),
                one.ExpiresAt is { } end ? texts.Day(end) : "?",
                one.Id[..Math.Min(8, one.Id.Length)]],
            Value = one.Id,
        }),
    ];

    /// <summary>How many of what, where.</summary>
    public static string Product(Texts texts, Reservation one) => texts[
        ReservationManageText.Product,
        ProductWords.Number(texts, one.Quantity),
        ProductWords.Reserved(texts, one.Resource, one.Sku, one.Location, one.Name)];

    /// <summary>A scope in words, with the name of what it covers.</summary>
    public static string Scope(Texts texts, string scope, string? name) =>
        (texts.Find("Reservations.Scope." + scope) ?? scope) is var said && name is { Length: > 0 } covered
            ? texts[ReservationsText.ScopeOf, said, covered]
            : said;

    /// <summary>From what to what.</summary>
    /// <summary>A name that Azure made is one long word that runs off a narrow card: it may break behind each underscore.</summary>
    public static string Breakable(string name) => name.Replace("_", "_\u200B", StringComparison.Ordinal);

    public static string Change(Texts texts, string before, string after) => texts[ReservationManageText.Change, before, after];
}
