using CspBot.Messages;
using CspBot.Partner;
using CspBot.Store;

namespace CspBot.Requests;

/// <summary>Cards that people brought up themselves: what is known of where they stand, so that they follow their requests.</summary>
internal sealed class RequestCopies(Database database, RequestStore store, RequestCards cards, TimeProvider time)
{
    /// <summary>That message of a personal chat shows this request from now on, and is edited when it has moved on.</summary>
    public Task FollowAsync(BroughtUp shown, RequestPlace place, CancellationToken ct) => database.WriteAsync(
        async session =>
        {
            if (await store.FindAsync(session, shown.Request.Id) is { } request)
            {
                var click = new RequestClick(
                    shown.Caller, request.Version, place.ConversationId, place.IsPersonal, place.CardActivityId, shown.Language);
                await cards.FollowAsync(session, request, click, shown.Request.Version, time.GetUtcNow());
            }

            return true;
        },
        ct);

    /// <summary>The message shows something else now: no request is shown over it.</summary>
    public async Task LeaveAsync(RequestPlace place, CancellationToken ct)
    {
        if (place is { IsPersonal: true, CardActivityId: { } activity })
            await database.WriteAsync(
                async session =>
                {
                    await Outbox.ForgetCopyAsync(session, place.ConversationId, activity);
                    return true;
                },
                ct);
    }
}

/// <summary>A request whose card is an answer to somebody, to whom, and in which language.</summary>
internal sealed record BroughtUp(Request Request, Caller Caller, string Language);
