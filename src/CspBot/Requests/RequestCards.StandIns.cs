using AdaptiveCards;
using CspBot.Messages;
using CspBot.Partner;
using CspBot.Requests.Absences;
using CspBot.Resources;
using CspBot.Store;

namespace CspBot.Requests;

/// <content>The cards of those who decide in somebody's place.</content>
internal sealed partial class RequestCards
{
    private const int MostAbsences = 200;

    /// <summary>In a message's id: it stands with somebody who decides in another's place.</summary>
    private const string StandInPlace = "/standin/";

    /// <summary>Asks those who decide in somebody's place, each in their own chat and language.</summary>
    public async Task AskStandInsAsync(Session session, Request request, IReadOnlyList<Person> people, DateTimeOffset now)
    {
        foreach (var person in people)
        {
            var reader = await Readers.FindOneAsync(session, person.TenantId, person.ObjectId);
            await Outbox.ShowAsync(
                session,
                new OutboxMessage(
                    request.Id + StandInPlace + person.ObjectId.ToLowerInvariant(),
                    request.Id,
                    person.TenantId,
                    person.ObjectId,
                    null,
                    null,
                    await ForStandInAsync(session, request, person, reader.Texts, now)),
                now);
        }
    }

    /// <summary>
    /// The card of a stand-in: an approver's, with the words in whose place; without its buttons once nobody's place is theirs.
    /// </summary>
    private static async Task<AdaptiveCard> ForStandInAsync(
        Session session, Request request, Person person, Texts texts, DateTimeOffset now)
    {
        if (request.State != RequestState.PendingApproval && !request.AwaitsConfirmation)
            return ForApprover(request, texts, reader: person.ObjectId);
        var absences = await AbsenceTable.ListOfDelegateAsync(session, person, now);
        if (absences.Count > 0)
            return WithoutSecondYes(
                ForApprover(request, texts, InPlaceOf(request, absences, texts), person.ObjectId), request, absences);
        return Look.Card(
            texts,
            request.Operation.Title(texts),
            [
                Look.Banner(Look.Calm, texts[AbsenceText.NoLongerYours]),
                GlassBox(request, texts),
                Look.State(
                    Style(request),
                    Word(request, texts),
                    request.Glass is null ? texts[RequestsText.AskLineForAll, request.Requester.Name] : Line(request, texts)),
                Look.Facts([.. request.Operation.Facts(texts)]),
                Look.Quiet(Footer(request, texts)),
            ],
            [ToList(texts)]);
    }

    /// <summary>That message stands with this person for somebody else's sake.</summary>
    public static bool IsStandIns(OutboxPlace place, Person person) =>
        place.Id.Contains(StandInPlace, StringComparison.Ordinal) && place.Recipient is { } recipient && IsId(person, recipient);

    private static AdaptiveContainer InPlaceOf(Request request, IReadOnlyList<Absence> absences, Texts texts) => Look.Banner(
        Look.Calm, string.Join(
            "\n\n",
            absences.Select(absence => request.HasSaidYes(absence.Approver.ObjectId)
                ? texts[AbsenceText.SaidYesThemselves, absence.Approver.Name]
                : texts[AbsenceText.YouStandIn, absence.Approver.Name, texts.Time(absence.Span.Until)])));

    /// <summary>In the place of who has said yes nobody says a second one: the button would only be refused.</summary>
    private static AdaptiveCard WithoutSecondYes(AdaptiveCard card, Request request, IReadOnlyList<Absence> absences)
    {
        if (absences.All(absence => request.HasSaidYes(absence.Approver.ObjectId)))
            card.Actions.RemoveAll(button => button is AdaptiveExecuteAction { Verb: "requests/approve" or "requests/confirm" });
        return card;
    }

    /// <summary>Who is not reminded: whoever is away while somebody stands in, and whoever stood in and does so no more.</summary>
    private static async Task<Func<OutboxPlace, bool>> RemindedAsync(Session session, Request request, DateTimeOffset now)
    {
        var absences = (await AbsenceTable.ListAsync(session, request.Requester.TenantId, now, MostAbsences))
            .Where(absence => absence.IsOn(now))
            .ToList();
        return place => place.Recipient is { } person
            && (place.Id.StartsWith(request.Id + StandInPlace, StringComparison.Ordinal)
                ? absences.Exists(absence => IsId(absence.Delegate, person))
                : (place.Id.StartsWith($"{request.Id}/approver/", StringComparison.Ordinal)
                        || place.Id.StartsWith(request.Id + EscalatedPlace, StringComparison.Ordinal))
                    && !absences.Exists(absence => IsId(absence.Approver, person)));
    }

    private static bool IsId(Person person, string objectId) =>
        person.ObjectId.Equals(objectId, StringComparison.OrdinalIgnoreCase);
}
