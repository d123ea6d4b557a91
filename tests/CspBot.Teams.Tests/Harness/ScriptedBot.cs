namespace CspBot.Teams.Tests;

/// <summary>What a test does with a turn: an invoke's answer, or null.</summary>
public delegate Task<AdaptiveCardInvokeResponse?> TestTurn(ITurnContext turn, CancellationToken ct);

/// <summary>A bot that does what the test says.</summary>
internal sealed class ScriptedBot(TestTurn? turn) : IBot
{
    public async Task OnTurnAsync(ITurnContext turnContext, CancellationToken cancellationToken = default)
    {
        if (turn is not null && await turn(turnContext, cancellationToken) is { } answer)
        {
            var response = new InvokeResponse { Status = 200, Body = answer };
            await turnContext.SendActivityAsync(new Activity(ActivityTypesEx.InvokeResponse) { Value = response }, cancellationToken);
        }
    }
}
