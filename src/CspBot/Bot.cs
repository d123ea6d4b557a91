using System.Security.Cryptography;
using AdaptiveCards;
using CspBot.Conversation;
using CspBot.Dialogs.Help;
using CspBot.Dialogs.Requests;
using CspBot.Messages;
using CspBot.Partner;
using CspBot.Requests;
using CspBot.Requests.SignIns;
using CspBot.Resources;
using CspBot.Teams;
using Microsoft.Bot.Builder;
using Microsoft.Bot.Builder.Teams;
using Microsoft.Bot.Schema;

namespace CspBot;

/// <summary>
/// Asks what an activity means (a phrase, a click, a search, an installation), lets the router answer, and hands the answer back.
/// </summary>
internal sealed class Bot(
    DialogRouter router,
    RequestService requests,
    RequestCopies copies,
    ConversationStore conversations,
    Readers readers,
    RequestFaces faces,
    TurnLimit limit,
    TeamsOptions options,
    TimeProvider time,
    ILogger<Bot> log) : TeamsActivityHandler
{
    private const string ClickInvoke = "adaptiveCard/action";
    private const string SearchInvoke = "application/search";

    /// <summary>Every activity comes in here: its conversation is remembered, and what the store's absence costs is said.</summary>
    public override async Task OnTurnAsync(ITurnContext turnContext, CancellationToken cancellationToken = default)
    {
        var activity = turnContext.Activity;
        Store.Trace.Turns.Add(1, new KeyValuePair<string, object?>("kind", activity.Name ?? activity.Type));
        try
        {
            // What is typed into a search comes from a card of ours, key by key: it tells nothing new, and waits for no store. Nor is
            // anything noted of a client that asks by itself: nobody did anything.
            if (activity.Name == SearchInvoke || activity.IsAutomaticRefresh())
                turnContext.TurnState.Set(await KeptAsync(activity, cancellationToken));
            else if (activity.Installing() != InstallChange.Removed)
            {
                var from = ConversationAddress.From(activity);
                await conversations.RememberAsync(from, cancellationToken);
                turnContext.TurnState.Set(await readers.RememberAsync(from, cancellationToken));
            }

            await base.OnTurnAsync(turnContext, cancellationToken);
        }
        catch (System.Data.Common.DbException e) when (activity.Type is ActivityTypes.Message or ActivityTypes.Invoke)
        {
            await WithoutStoreAsync(turnContext, e, cancellationToken);
        }
    }

    /// <summary>How the person reads who searches: hits speak the language that the form does.</summary>
    private async Task<Reader> KeptAsync(Activity activity, CancellationToken ct)
    {
        var told = new Reader(null, activity.Language(), activity.TimeZone());
        if (PersonOf(activity) is not { } person)
            return told;
        try
        {
            var known = await readers.FindAsync(person.TenantId, person.ObjectId, ct);
            return known with { Locale = told.Locale ?? known.Locale, Zone = told.Zone ?? known.Zone };
        }
        catch (System.Data.Common.DbException)
        {
            // The hits come all the same, in the client's language.
            return told;
        }
    }

    /// <summary>A fault of ours, in the reader's language, with the number to give to support.</summary>
    public static string FaultText(string? locale, string reference) => Texts.For(locale)[CommonText.Fault, reference];

    protected override async Task OnMessageActivityAsync(ITurnContext<IMessageActivity> turnContext, CancellationToken cancellationToken)
    {
        var activity = (Activity)turnContext.Activity;
        var click = CardClick.Read(activity);
        if (click is null && activity.Value is not null && string.IsNullOrWhiteSpace(activity.Text))
            return;
        using var reads = Reads();
        var (card, notes) = await AnswerAsync(
            turnContext,
            (person, routerTurn) => click is null
                ? router.SayAsync(activity.Phrase(), person, routerTurn, cancellationToken)
                : router.ClickAsync(click.Verb, person, routerTurn, cancellationToken),
            click,
            reads.Token);
        var message = CardMessage.Of(card);

        // A submit's answer takes the place of the card that it came from; a phrase's answer is a new message.
        if (click?.CardActivityId is { } standing && notes.Stays is null)
        {
            message.Id = standing;
            await turnContext.UpdateActivityAsync(message, cancellationToken);
            await FollowAsync(turnContext, notes, standing, cancellationToken);
        }
        else
        {
            var sent = await turnContext.SendActivityAsync(message, cancellationToken);
            await FollowAsync(turnContext, notes, sent?.Id, cancellationToken);
        }
    }

    /// <summary>Clicks and searches are read as tolerantly as Teams sends them; the SDK's own reading refuses some of its forms.</summary>
    protected override async Task<InvokeResponse> OnInvokeActivityAsync(
        ITurnContext<IInvokeActivity> turnContext, CancellationToken cancellationToken)
    {
        var activity = (Activity)turnContext.Activity;
        if (SearchQuery.Read(activity) is { } query)
            return CreateInvokeResponse(await OnSearchInvokeAsync(turnContext, query.ToInvokeValue(), cancellationToken));
        if (activity.Name != ClickInvoke)
            return await base.OnInvokeActivityAsync(turnContext, cancellationToken);
        return CreateInvokeResponse(CardClick.Read(activity) is { } click
            ? await OnAdaptiveCardInvokeAsync(turnContext, click.ToInvokeValue(), cancellationToken)
            : InvokeAnswer.Error(400, "BadRequest", TextsOf(turnContext)[RefusalText.UnknownButton]));
    }

    protected override async Task<AdaptiveCardInvokeResponse> OnAdaptiveCardInvokeAsync(
        ITurnContext<IInvokeActivity> turnContext, AdaptiveCardInvokeValue invokeValue, CancellationToken cancellationToken)
    {
        using var reads = Reads();
        var activity = (Activity)turnContext.Activity;
        var click = CardClick.Read(activity)!;

        // What a client asks by itself never does more than to show, whatever verb it sends.
        if (click.IsAutomaticRefresh || click.Verb == RequestCards.FaceVerb)
            return InvokeAnswer.Card((await AnswerAsync(
                turnContext, (person, routerTurn) => faces.FaceAsync(person, routerTurn, cancellationToken), click, reads.Token)).Card);
        var (card, notes) = await AnswerAsync(
            turnContext,
            (person, routerTurn) => router.ClickAsync(invokeValue.Action.Verb, person, routerTurn, cancellationToken),
            click,
            reads.Token);
        if (notes.SignIn is { } signIn && options.SingleSignOn is { } single)
        {
            return signIn.Id is { } id
                ? InvokeAnswer.Login(single.Ask(id, signIn.Text, signIn.Button))
                : InvokeAnswer.PreconditionFailed(signIn.Text);
        }

        if (notes.Stays is { } stays)
        {
            await turnContext.SendActivityAsync(CardMessage.Of(card), cancellationToken);
            return InvokeAnswer.Card(stays);
        }

        await FollowAsync(turnContext, notes, click.CardActivityId, cancellationToken);
        return InvokeAnswer.Card(card);
    }

    protected override async Task<SearchInvokeResponse> OnSearchInvokeAsync(
        ITurnContext<IInvokeActivity> turnContext, SearchInvokeValue searchInvokeValue, CancellationToken cancellationToken)
    {
        using var reads = Reads();
        var activity = (Activity)turnContext.Activity;
        if (SearchQuery.Read(activity) is not { } query || PersonOf(activity) is not { } person)
            return InvokeAnswer.SearchResults([]);
        var input = query.Data is { } data ? new FormInput(data) : FormInput.Empty;
        return InvokeAnswer.SearchResults(await router.SearchAsync(
            query.Dataset, query.QueryText, input, person, TurnOf(turnContext, null, reads.Token), cancellationToken));
    }

    protected override Task OnInstallationUpdateAddAsync(
        ITurnContext<IInstallationUpdateActivity> turnContext, CancellationToken cancellationToken) =>
        WelcomeAsync(turnContext, cancellationToken);

    protected override Task OnInstallationUpdateRemoveAsync(
        ITurnContext<IInstallationUpdateActivity> turnContext, CancellationToken cancellationToken) =>
        RemovedAsync(turnContext, cancellationToken);

    /// <summary>The SDK asks Teams for each member that came; this bot only cares for itself.</summary>
    protected override Task OnConversationUpdateActivityAsync(
        ITurnContext<IConversationUpdateActivity> turnContext, CancellationToken cancellationToken) =>
        ((Activity)turnContext.Activity).Installing() switch
        {
            InstallChange.Added => WelcomeAsync(turnContext, cancellationToken),
            InstallChange.Removed => RemovedAsync(turnContext, cancellationToken),
            _ => Task.CompletedTask,
        };

    /// <summary>Somebody of another organisation gets no answer; that they tried is on record.</summary>
    public async Task OnForeignTenantAsync(Activity activity, CancellationToken ct)
    {
        var refusal = new Refusal("OtherTenant");
        var person = new Person(
            (activity.From?.AadObjectId ?? activity.From?.Id ?? "").ToLowerInvariant(),
            activity.TenantId()?.ToLowerInvariant() ?? "",
            activity.From?.Name ?? "");
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

    /// <summary>
    /// Nothing can be decided now. The card of a click stays as it is, with what was typed into it, and gets a line that says so.
    /// </summary>
    private async Task WithoutStoreAsync(ITurnContext turn, System.Data.Common.DbException e, CancellationToken ct)
    {
        var refusal = new Refusal("StoreUnavailable", RandomNumberGenerator.GetHexString(8)) { IsTransient = true };
        log.TurnFailed(refusal.Args[0], e);
        var texts = TextsOf(turn);
        await turn.SendActivityAsync(
            turn.Activity.Type == ActivityTypes.Invoke
                ? new Activity(ActivityTypesEx.InvokeResponse)
                {
                    Value = CreateInvokeResponse(InvokeAnswer.Error(500, "InternalServerError", Sentences.Say(refusal, texts))),
                }
                : CardMessage.Of(RefusalCards.Card(refusal, texts)),
            ct);
    }

    private static async Task<(AdaptiveCard Card, AnswerNotes Notes)> AnswerAsync(
        ITurnContext turn, Func<Person, RouterTurn, Task<AdaptiveCard>> answer, CardClick? click, CancellationToken readUntil)
    {
        var routerTurn = TurnOf(turn, click, readUntil);
        return PersonOf((Activity)turn.Activity) is { } person
            ? (await answer(person, routerTurn), routerTurn.Notes)
            : (RefusalCards.Card(new Refusal("NoPerson"), TextsOf(turn)), routerTurn.Notes);
    }

    /// <summary>A request that somebody brought up stands in that message from now on, and is kept true there.</summary>
    private async Task FollowAsync(ITurnContext turn, AnswerNotes notes, string? activityId, CancellationToken ct)
    {
        if (notes.BroughtUp is not { } brought || activityId is null)
            return;
        var where = ConversationAddress.From((Activity)turn.Activity);
        await copies.FollowAsync(
            brought, new RequestPlace(where.ConversationId, where.ConversationType, activityId), ct);
    }

    /// <summary>Two events tell of one installation, in either order: the first to claim it welcomes.</summary>
    private async Task WelcomeAsync(ITurnContext turn, CancellationToken ct)
    {
        if (await conversations.ClaimWelcomeAsync(turn.Activity.Conversation.Id, ct))
            await turn.SendActivityAsync(CardMessage.Of(HelpCards.Welcome(ReaderOf(turn).Kept ?? ReaderOf(turn).Locale)), ct);
    }

    /// <summary>
    /// The bot may not speak there any more. The app may leave to come back at once in a new version (<c>remove-upgrade</c>, then
    /// <c>add-upgrade</c>): then nobody needs a second welcome.
    /// </summary>
    private Task RemovedAsync(ITurnContext turn, CancellationToken ct)
    {
        var isUpgrade = turn.Activity.Action?.EndsWith("-upgrade", StringComparison.OrdinalIgnoreCase) == true;
        return conversations.ParkAsync(turn.Activity.Conversation.Id, "uninstalled", removed: !isUpgrade, ct);
    }

    private static Person? PersonOf(Activity activity) => activity.From?.AadObjectId is { Length: > 0 } id
        ? new Person(id.ToLowerInvariant(), activity.TenantId()?.ToLowerInvariant() ?? "", activity.From.Name ?? id)
        : null;

    private static RouterTurn TurnOf(ITurnContext turn, CardClick? click, CancellationToken readUntil)
    {
        var where = ConversationAddress.From((Activity)turn.Activity);
        var place = new RequestPlace(where.ConversationId, where.ConversationType, click?.CardActivityId);
        var texts = TextsOf(turn).Speaking(click?.Text(Look.LanguageOfCard));
        return new(
            place.IsPersonal ? texts : texts.Shared(),
            place,
            click is null ? FormInput.Empty : new FormInput(click.Data),
            ReaderOf(turn).Zone,
            readUntil)
        {
            SignIn = click?.SignIn is { } sent ? new SentSignIn(sent.Id, sent.Token) : null,
        };
    }

    /// <summary>
    /// The language that the reader kept, else the client's. A click is answered in its card's: the form that was begun in one language
    /// goes on in it.
    /// </summary>
    private static Texts TextsOf(ITurnContext turn) => ReaderOf(turn).Texts;

    /// <summary>Where nothing was looked up, for want of a store or of the need, what the activity itself tells.</summary>
    private static Reader ReaderOf(ITurnContext turn) =>
        turn.TurnState.Get<Reader>() ?? new Reader(null, turn.Activity.Language(), turn.Activity.TimeZone());

    private CancellationTokenSource Reads() => new(limit.Reads, time);
}
