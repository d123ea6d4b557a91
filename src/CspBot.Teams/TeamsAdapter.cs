using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Bot.Builder;
using Microsoft.Bot.Builder.Integration.AspNet.Core;

namespace CspBot.Teams;

/// <summary>
/// The channel as a Bot Framework developer knows it: Teams' posts become turns of a bot,
/// what it says becomes calls of the Connector.
/// </summary>
/// <remarks>
/// The SDK's programming model on our own transport: a strict check of who posts (<c>FrontDoor</c>), once per activity and answered in
/// time (<c>Turns</c>), the Connector with pace, allowed hosts and faults (<see cref="ConnectorClient"/>). An invoke's <c>Value</c> is a
/// <see cref="JsonElement"/>. Sends and updates fail with <see cref="ConnectorException"/>.
/// </remarks>
public sealed class TeamsAdapter : BotAdapter, IBotFrameworkHttpAdapter
{
    private readonly FrontDoor _door;
    private readonly Turns _turns;
    private readonly ConnectorClient _connector;

    internal TeamsAdapter(FrontDoor door, Turns turns, ConnectorClient connector) => (_door, _turns, _connector) = (door, turns, connector);

    /// <summary>Is told of an activity of another tenant, which is refused with 403 and no body; null for nobody.</summary>
    public ForeignTenantHandler? OnForeignTenant { get; set; }

    /// <summary>
    /// One post of Teams: refused (401, 403, 400, 413; 503 while the issuer's keys cannot be read), or one turn of the bot and its answer.
    /// </summary>
    /// <remarks>
    /// An invoke's answer is written; one that throws or takes 10 s is answered with an error body. A message is answered after 2 s at
    /// most, and its turn goes on.
    /// </remarks>
    public async Task ProcessAsync(
        HttpRequest httpRequest, HttpResponse httpResponse, IBot bot, CancellationToken cancellationToken = default)
    {
        var admitted = await _door.AdmitAsync(httpRequest, cancellationToken);
        httpResponse.StatusCode = admitted.Status;
        if (admitted.Status == StatusCodes.Status401Unauthorized)
            httpResponse.Headers.WWWAuthenticate = "Bearer";
        if (admitted.Activity is not { } activity)
            return;
        if (admitted.Status != StatusCodes.Status200OK)
            await (OnForeignTenant?.Invoke(activity, cancellationToken) ?? Task.CompletedTask);
        else if (activity.Type == ActivityTypes.Invoke)
            await WriteAsync(httpResponse, await _turns.InvokeAsync(activity, Handler(bot), cancellationToken), cancellationToken);
        else if (admitted.MeansSomething)
            await _turns.ReceiveAsync(activity, Handler(bot));
    }

    /// <summary>Sends to the turn's conversation; the answer's ids are null where the channel gave none.</summary>
    /// <exception cref="ConnectorException">The Connector refused, or its answer never came.</exception>
    /// <exception cref="InvalidOperationException">
    /// The turn is a card's automatic refresh: a message sent in it triggers the next one, without end (facts teams-protocol §2.2).
    /// </exception>
    public override async Task<ResourceResponse[]> SendActivitiesAsync(
        ITurnContext turnContext, Activity[] activities, CancellationToken cancellationToken)
    {
        var answers = new ResourceResponse[activities.Length];
        for (var i = 0; i < activities.Length; i++)
        {
            if (activities[i].Type == ActivityTypesEx.InvokeResponse)
            {
                turnContext.TurnState[InvokeResponseKey] = activities[i];
                answers[i] = new ResourceResponse();
                continue;
            }

            MaySpeak(turnContext);
            var id = await _connector.SendAsync(ConversationAddress.From(turnContext.Activity), activities[i], cancellationToken);
            answers[i] = new ResourceResponse(id);
        }

        return answers;
    }

    /// <summary>Replaces a message of the turn's conversation.</summary>
    /// <exception cref="ConnectorException">The Connector refused, or its answer never came.</exception>
    /// <exception cref="InvalidOperationException">The turn is a card's automatic refresh.</exception>
    public override async Task<ResourceResponse> UpdateActivityAsync(
        ITurnContext turnContext, Activity activity, CancellationToken cancellationToken)
    {
        MaySpeak(turnContext);
        await _connector.UpdateAsync(ConversationAddress.From(turnContext.Activity), activity.Id, activity, cancellationToken);
        return new ResourceResponse(activity.Id);
    }

    /// <summary>Not supported: this bot edits what it said and never takes it back.</summary>
    public override Task DeleteActivityAsync(
        ITurnContext turnContext, ConversationReference reference, CancellationToken cancellationToken) =>
        throw new NotSupportedException("Messages are edited, never deleted.");

    /// <summary>A turn that nobody's post began: the bot speaks first in a conversation that it knows.</summary>
    /// <exception cref="ConnectorException">What the bot sends is refused, or its answer never came.</exception>
    public override async Task ContinueConversationAsync(
        string botId, ConversationReference reference, BotCallbackHandler callback, CancellationToken cancellationToken)
    {
        using var turn = new TurnContext(this, reference.GetContinuationActivity());
        await RunPipelineAsync(turn, callback, cancellationToken);
    }

    private TurnHandler Handler(IBot bot) => async (activity, ct) =>
    {
        using var turn = new TurnContext(this, activity);
        await RunPipelineAsync(turn, bot.OnTurnAsync, ct);
        return turn.TurnState.Get<Activity>(InvokeResponseKey)?.Value as InvokeResponse;
    };

    private static void MaySpeak(ITurnContext turn)
    {
        if (turn.Activity.IsAutomaticRefresh())
            throw new InvalidOperationException("An automatic refresh is answered with a card only; nothing may be sent in it.");
    }

    private static async Task WriteAsync(HttpResponse http, InvokeResponse answer, CancellationToken ct)
    {
        http.StatusCode = answer.Status;
        if (answer.Body is null)
            return;
        http.ContentType = "application/json; charset=utf-8";
        var body = answer.Body is AdaptiveCardInvokeResponse known
            ? JsonSerializer.SerializeToUtf8Bytes(InvokeBody.Of(known), Wire.Invoke.InvokeBody)
            : JsonSerializer.SerializeToUtf8Bytes(Json.Of(answer.Body)!.Value, Wire.Invoke.JsonElement);
        await http.Body.WriteAsync(body, ct);
    }
}
