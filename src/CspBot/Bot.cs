using System.Security.Cryptography;
using CspBot.Conversation;
using CspBot.Dialogs.Help;
using CspBot.Messages;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Resources;
using CspBot.Teams;
using CspBot.Teams.Cards;

namespace CspBot;

/// <summary>Asks what an activity means (a phrase, a click, a search, an installation), lets the router answer, and hands the answer back.</summary>
internal sealed class Bot(DialogRouter router, RequestService requests, ConversationStore conversations, TimeProvider time, ILogger<Bot> log)
{
    /// <summary>All reads of a turn together; the rest of the three seconds is for storing and answering.</summary>
    private static readonly TimeSpan ReadsMayTake = TimeSpan.FromSeconds(2.3);

    public async Task<InvokeResponse?> OnTurnAsync(TurnContext turn, CancellationToken ct)
    {
        var activity = turn.Activity;
        Store.Trace.Turns.Add(1, new KeyValuePair<string, object?>("kind", activity.Name ?? activity.Type));

        // What is typed into a search comes from a card of ours, key by key: it tells nothing new, and needs no store.
        if (activity is { Type: "invoke", Name: "application/search" })
            return await SearchedAsync(turn, ct);
        try
        {
            return await TakeAsync(turn, ct);
        }
        catch (System.Data.Common.DbException e) when (activity.Type is "message" or "invoke")
        {
            return await WithoutStoreAsync(turn, e, ct);
        }
    }

    /// <summary>A fault of ours, in the reader's language, with the number to give to support.</summary>
    public static string FaultText(string? locale, string reference) => Texts.For(locale)["Common.Fault", reference];

    private async Task<InvokeResponse?> TakeAsync(TurnContext turn, CancellationToken ct)
    {
        var activity = turn.Activity;
        if (activity.IsBotRemoved)
        {
            await conversations.ParkAsync(turn.Reference.ConversationId, "uninstalled", removed: !IsUpgrade(activity), ct);
            return null;
        }

        await conversations.RememberAsync(turn.Reference, ct);
        if (activity.IsBotAdded)
        {
            await WelcomeAsync(turn, ct);
            return null;
        }

        return activity.Type switch
        {
            "invoke" when activity.Name == "adaptiveCard/action" => await ClickedAsync(turn, ct),
            "invoke" => InvokeResponse.NotImplemented,
            "message" => await SaidAsync(turn, ct),
            _ => null,
        };
    }

    /// <summary>Somebody of another organisation gets no answer; that they tried is on record.</summary>
    public async Task OnForeignTenantAsync(Activity activity, CancellationToken ct)
    {
        var refusal = new Refusal("OtherTenant");
        var person = new Person((activity.AadObjectId ?? activity.From?.Id ?? "").ToLowerInvariant(), activity.TenantId?.ToLowerInvariant() ?? "", activity.From?.Name ?? "");
        try
        {
            await requests.RecordRefusalAsync(activity.Name ?? activity.Type, refusal, person, activity.Conversation?.Id, null, ct);
            log.Refused(refusal.Reason, person.ObjectId);
        }
        catch (System.Data.Common.DbException e)
        {
            log.TurnFailed(RandomNumberGenerator.GetHexString(8), e);
        }
    }

    /// <summary>Nothing can be decided now. The card of a click stays as it is, with what was typed into it, and gets a line that says so.</summary>
    private async Task<InvokeResponse?> WithoutStoreAsync(TurnContext turn, System.Data.Common.DbException e, CancellationToken ct)
    {
        var refusal = new Refusal("StoreUnavailable", RandomNumberGenerator.GetHexString(8)) { IsTransient = true };
        log.TurnFailed(refusal.Args[0], e);
        var texts = Texts.For(turn.Activity.Locale);
        if (turn.Activity.Type == "invoke")
            return InvokeResponse.Error(500, "InternalServerError", Sentences.Say(refusal, texts));
        await turn.SendAsync(OutgoingActivity.Show(RefusalCards.Card(refusal, texts)), ct);
        return null;
    }

    private async Task<InvokeResponse?> SaidAsync(TurnContext turn, CancellationToken ct)
    {
        var click = CardClick.Read(turn.Activity);
        if (click is null && turn.Activity.Value is not null && string.IsNullOrWhiteSpace(turn.Activity.Text))
            return null;
        using var reads = Reads();
        var card = await AnswerAsync(
            turn,
            (person, routerTurn) => click is null
                ? router.SayAsync(turn.Activity.Phrase, person, routerTurn, ct)
                : router.ClickAsync(click.Verb, person, routerTurn, ct),
            click,
            reads.Token);

        // A submit's answer takes the place of the card that it came from; a phrase's answer is a new message.
        if (click?.CardActivityId is { } standing)
            await turn.UpdateAsync(standing, OutgoingActivity.Show(card), ct);
        else
            await turn.SendAsync(OutgoingActivity.Show(card), ct);
        return null;
    }

    private async Task<InvokeResponse?> ClickedAsync(TurnContext turn, CancellationToken ct)
    {
        using var reads = Reads();
        if (CardClick.Read(turn.Activity) is not { } click)
            return InvokeResponse.Error(400, "BadRequest", Texts.For(turn.Activity.Locale)["Refusal.UnknownButton"]);
        return InvokeResponse.Card(await AnswerAsync(turn, (person, routerTurn) => router.ClickAsync(click.Verb, person, routerTurn, ct), click, reads.Token));
    }

    private async Task<InvokeResponse?> SearchedAsync(TurnContext turn, CancellationToken ct)
    {
        using var reads = Reads();
        if (SearchQuery.Read(turn.Activity) is not { } query || PersonOf(turn) is not { } person)
            return InvokeResponse.SearchResults([]);
        var hits = await router.SearchAsync(query.Dataset, query.QueryText, query.Data is { } data ? new FormInput(data) : FormInput.Empty, person, TurnOf(turn, null, reads.Token), ct);
        return InvokeResponse.SearchResults(hits);
    }

    private async Task<AdaptiveCard> AnswerAsync(TurnContext turn, Func<Person, RouterTurn, Task<AdaptiveCard>> answer, CardClick? click, CancellationToken readUntil)
    {
        var texts = Texts.For(turn.Activity.Locale);
        if (PersonOf(turn) is not { } person)
            return RefusalCards.Card(new Refusal("NoPerson"), texts);
        return await answer(person, TurnOf(turn, click, readUntil));
    }

    /// <summary>The app leaves to come back at once in a new version (<c>remove-upgrade</c>, then <c>add-upgrade</c>): nobody needs a second welcome.</summary>
    private static bool IsUpgrade(Activity activity) => activity.Action?.EndsWith("-upgrade", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>Two events tell of one installation, in either order: the first to claim it welcomes.</summary>
    private async Task WelcomeAsync(TurnContext turn, CancellationToken ct)
    {
        if (await conversations.ClaimWelcomeAsync(turn.Reference.ConversationId, ct))
            await turn.SendAsync(OutgoingActivity.Show(HelpCards.Welcome(turn.Activity.Locale)), ct);
    }

    private static Person? PersonOf(TurnContext turn) =>
        turn.Activity.AadObjectId is { Length: > 0 } id ? new Person(id.ToLowerInvariant(), turn.Reference.TenantId.ToLowerInvariant(), turn.Activity.From?.Name ?? id) : null;

    private static RouterTurn TurnOf(TurnContext turn, CardClick? click, CancellationToken readUntil) => new(
        Texts.For(turn.Activity.Locale),
        new RequestPlace(turn.Reference.ConversationId, turn.Reference.ConversationType, click?.CardActivityId),
        click is null ? FormInput.Empty : new FormInput(click.Data),
        turn.Activity.LocalTimezone,
        readUntil);

    private CancellationTokenSource Reads() => new(ReadsMayTake, time);
}
