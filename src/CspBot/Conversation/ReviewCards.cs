using AdaptiveCards;
using CspBot.Requests;
using CspBot.Requests.Approvals;
using CspBot.Resources;

namespace CspBot.Conversation;

/// <summary>The review of a changing dialog: what will be done, on live facts.</summary>
internal static class ReviewCards
{
    /// <summary>The submit button is there only when nothing is in the way.</summary>
    public static AdaptiveCard Card(DialogEntry dialog, Texts texts, ChangeForm form, ReviewText said, string seal)
    {
        var ready = said.WhyNot(dialog.Area) is null;
        var data = () => Look.Data(form.Form, [("stage", "review"), ("seal", seal), .. form.Data]);
        var submit = said.Notice is { RunsNow: true } ? texts[PolicyText.RunButton] : texts[dialog.Area + ".SubmitButton"];
        AdaptiveAction?[] buttons =
        [
            ready ? Look.Submit(submit, dialog.Name + "/submit", data()) : null,
            .. said.More,
            Look.Go(texts[CommonText.BackButton], dialog.Name + "/back", data()),
            Look.Go(texts[CommonText.CancelButton], dialog.Name + "/cancel", Look.Data(form.Form)),
        ];
        IEnumerable<AdaptiveElement> WayOn(OfferedGlass way) => GlassCards.Way(texts, way, dialog.Name + "/glass", data());
        // A card's own buttons are its last: where the glass can be broken, the ordinary way stands above that.
        AdaptiveElement[] glass = said.Notice is { Glass: { } way }
            ? [new AdaptiveActionSet { Actions = [.. buttons.OfType<AdaptiveAction>()] }, .. WayOn(way)]
            : [];
        return Look.Card(
            texts,
            said.Title,
            [
                ready ? null : Look.Banner(Look.Attention, texts[dialog.Area + ".NotReady"]),
                PolicyCards.Warning(said.Notice?.Warning, texts),
                // What stands in the way of several reads is said once, and not once for each of them.
                .. ReviewLine.Show(texts, said.Lines.DistinctBy(line => (line.Mark, line.Text))),
                Look.Facts(said.Facts),
                ready && said.Notice is { Ticket: { } ticket } notice
                    ? PolicyCards.TicketField(texts, notice.Rule, ticket.Example, notice.Typed)
                    : null,
                .. glass,
            ],
            glass.Length > 0 ? [] : buttons);
    }
}

/// <summary>What a review says.</summary>
/// <param name="Facts">Name and value of what is shown below the lines.</param>
internal sealed record ReviewText(string Title, IReadOnlyList<ReviewLine> Lines, IReadOnlyList<(string Name, string Value)> Facts)
{
    /// <summary>What the rules add; null where none were asked.</summary>
    public PolicyNotice? Notice { get; init; }

    /// <summary>Buttons besides: what mends something that is in the way.</summary>
    public IReadOnlyList<AdaptiveAction> More { get; init; } = [];

    /// <summary>The first missing prerequisite; null when nothing is in the way.</summary>
    public Refusal? WhyNot(string area) =>
        Lines.FirstOrDefault(line => line.Mark == Mark.Failed) is { } missing ? missing.Why ?? new Refusal(area + ".NotReady") : null;
}
