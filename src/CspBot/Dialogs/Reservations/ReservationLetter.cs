using AdaptiveCards;
using CspBot.Cloud;
using CspBot.Conversation;
using CspBot.Purchases;
using CspBot.Requests;
using CspBot.Resources;

namespace CspBot.Dialogs.Reservations;

/// <summary>A text for the customer, in its own language and ready to send: what it holds, and what to do with it.</summary>
internal sealed class ReservationLetter(AzureOperations azure, PurchaseOptions purchases, TimeProvider time)
{
    public async Task<DialogReply> ShowAsync(DialogTurn turn, Customer customer, CancellationToken ct)
    {
        var asking = turn.ProbeAsync(token => azure.FindCultureAsync(customer.Id, token), ct);
        var holdings = await turn.ProbeAsync(token => azure.ListHoldingsAsync(customer.Id, token), ct);
        var culture = (await asking).Value;
        if (holdings.Value is not { } found)
            return new DialogReply.Refuse(Refusal.From(holdings.Fault!));
        var chosen = Texts.All.FirstOrDefault(texts => texts.Language == turn.Input["language"]);
        var language = chosen ?? Texts.All.FirstOrDefault(texts => texts.Language == Spoken(culture)) ?? turn.Texts;
        var now = time.GetUtcNow();
        var standing = found.All.Where(holding => holding.PhaseAt(now) is HoldingPhase.Active or HoldingPhase.Pending);

        // "You hold nothing" is never written on the word of a source that did not answer.
        if (found.Faults is [var silent, ..] && !standing.Any())
            return new DialogReply.Refuse(Refusal.From(silent));
        var text = LetterText.Of(language, customer, [.. standing], new LetterFrame(turn.Caller.Person.Name, now, purchases.Rules));
        return new DialogReply.ShowCard(LetterCards.Page(
            turn.Texts,
            new LetterView(customer, language, text, culture, chosen is not null),
            [.. Banners(turn.Texts, found)]));
    }

    /// <summary>A letter about half of it is not sent by mistake.</summary>
    private static IEnumerable<AdaptiveElement> Banners(Texts texts, Holdings found)
    {
        foreach (var fault in found.Faults.DistinctBy(fault => (fault.Api, fault.Reason, fault.Code)))
            yield return RefusalCards.Banner(Refusal.From(fault), texts);
        if (found.Faults.Count > 0 || found.IsBlind)
            yield return Look.Banner(Look.Warning, texts[ReservationLetterText.MayLack]);
    }

    /// <summary>The language of a culture such as <c>fr-FR</c> that the bot writes; null for any other, or none.</summary>
    private static string? Spoken(string? culture) => Texts.All.Select(texts => texts.Language).FirstOrDefault(
        language => culture is not null
            && (culture.Equals(language, StringComparison.OrdinalIgnoreCase)
                || culture.StartsWith(language + "-", StringComparison.OrdinalIgnoreCase)));
}
