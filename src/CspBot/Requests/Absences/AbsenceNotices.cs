using CspBot.Messages;
using CspBot.Partner;
using CspBot.Resources;
using CspBot.Store;

namespace CspBot.Requests.Absences;

/// <summary>What people are told of an absence, in a message of its own: who is to decide, and who is said to be away.</summary>
internal static class AbsenceNotices
{
    /// <summary>Told once to each for each thing that happens.</summary>
    public static async Task TellAsync(Session session, Absence absence, Person to, AbsenceNotice what, DateTimeOffset now)
    {
        var texts = (await Readers.FindOneAsync(session, to.TenantId, to.ObjectId)).Texts;
        var (from, until) = (texts.Time(absence.Span.From), texts.Time(absence.Span.Until));
        var (title, text) = what switch
        {
            AbsenceNotice.Asked => (
                texts[AbsenceText.AskedTitle, absence.Approver.Name],
                texts[AbsenceText.AskedText, absence.Approver.Name, from, until]),
            AbsenceNotice.MadeForYou => (
                texts[AbsenceText.MadeTitle], texts[AbsenceText.MadeText, absence.MadeBy.Name, absence.Delegate.Name, from, until]),
            AbsenceNotice.Ended => (
                texts[AbsenceText.EndedTitle], texts[AbsenceText.EndedText, absence.Approver.Name]),
            _ => (texts[AbsenceText.EndedTitle], texts[AbsenceText.EndedForYouText, absence.Delegate.Name]),
        };
        var card = Look.Card(
            texts,
            title,
            [
                Look.Text(text),
                what == AbsenceNotice.Asked ? Look.Quiet(texts[AbsenceText.AskedLimits]) : null,
            ],
            [
                Look.Go(texts[RequestsText.ListButton], "requests/list", []),
                what == AbsenceNotice.MadeForYou
                    ? Look.Go(
                        texts[AbsenceText.EndButton, absence.Delegate.Name], "requests/absence-end", new() { ["absence"] = absence.Id })
                    : null,
            ]);
        await Outbox.ShowAsync(
            session,
            new OutboxMessage(
                $"{absence.Id}/{what.ToString().ToLowerInvariant()}/{to.ObjectId.ToLowerInvariant()}",
                absence.Id + "/notice",
                to.TenantId,
                to.ObjectId,
                null,
                null,
                card),
            now);
    }
}

/// <summary>What is told of an absence.</summary>
internal enum AbsenceNotice
{
    /// <summary>To the delegate: who is away, and when.</summary>
    Asked,

    /// <summary>To the approver, when somebody else set it up.</summary>
    MadeForYou,

    /// <summary>To the delegate: it ended before its time.</summary>
    Ended,

    /// <summary>To the approver, when somebody else ended it.</summary>
    EndedForYou,
}
