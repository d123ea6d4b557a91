using CspBot.Messages;
using CspBot.Partner;
using CspBot.Requests.Approvals;
using CspBot.Resources;
using CspBot.Store;

namespace CspBot.Requests.Preapprovals;

/// <summary>What people are told of a pre-approval, and asked nothing: whom it is for, and what ran under it.</summary>
internal static class PreapprovalNotices
{
    /// <summary>Whom somebody else asked for it learns that it is given.</summary>
    public static async Task GivenAsync(Session session, Request given, DateTimeOffset now)
    {
        if (given.Operation is not PreapprovalOperation one || one.For.IsSame(given.Requester))
            return;
        var texts = (await Readers.FindOneAsync(session, one.For.TenantId, one.For.ObjectId)).Texts;
        await ShowAsync(
            session,
            new Notice(given, one.For, texts[PreapprovalText.GivenTitle], texts[PreapprovalText.GivenText, given.Requester.Name]),
            texts,
            now);
    }

    /// <summary>Who gave it learns what ran under it; not in their quiet hours.</summary>
    public static async Task UsedAsync(Session session, Request request, ApprovalOptions options, DateTimeOffset now)
    {
        foreach (var person in request.Preapproval?.By ?? [])
        {
            var texts = (await Readers.FindOneAsync(session, person.TenantId, person.ObjectId)).Texts;
            await ShowAsync(
                session,
                new Notice(
                    request,
                    person,
                    texts[PreapprovalText.UsedTitle, request.Requester.Name],
                    PreapprovalWords.Runs(request.Preapproval!, texts)),
                texts,
                now,
                options.QuietHours?.After(now, texts.Zone));
        }
    }

    private static Task ShowAsync(Session session, Notice notice, Texts texts, DateTimeOffset now, DateTimeOffset? due = null)
    {
        var (request, to) = (notice.Request, notice.To);
        return Outbox.ShowAsync(
            session,
            new OutboxMessage(
                $"{request.Id}/preapproval/{to.ObjectId.ToLowerInvariant()}",
                request.Id + "/notice",
                to.TenantId,
                to.ObjectId,
                null,
                null,
                Look.Card(
                    texts,
                    notice.Title,
                    [Look.Text(request.Operation.Title(texts)), Look.Text(notice.Text)],
                    [Look.Go(texts[RequestsText.ShowButton, request.Id], "requests/show", RequestCards.Click(request))]),
                due ?? now),
            now);
    }

    private sealed record Notice(Request Request, Person To, string Title, string Text);
}
