using System.Text.Json;
using CspBot.Tests.Harness;
using static CspBot.Tests.Dialogs.ReturnScenes;

namespace CspBot.Tests.Dialogs;

/// <summary>A return of one of six, or an exchange, with one misfortune on one call: how often it had its effect, what is told.</summary>
internal sealed class ReturnSweep(BotHost host)
{
    /// <summary>What is done in the end is done once, whatever is met by this.</summary>
    public static IReadOnlyList<(string Name, object Fault)> Passing { get; } =
    [
        ("cut before", new { dropConnection = true, times = 1 }),
        ("cut after", new { dropConnection = true, afterWrite = true, times = 1 }),
        ("503 before", new { status = 503, times = 1 }),
        ("503 after", new { status = 503, afterWrite = true, times = 1 }),
        ("500 twice", new { status = 500, code = "InternalServerError", times = 2 }),
        ("cut body", new { truncate = true, times = 1 }),
        ("a gateway's page after", new { status = 404, body = "<html></html>", contentType = "text/html", afterWrite = true, times = 1 }),
        ("429", new { status = 429, retryAfter = 2, times = 1 }),
        ("401 once", new { status = 401, body = "", times = 1 }),
    ];

    /// <summary>The service's own no.</summary>
    public static IReadOnlyList<(string Name, object Fault)> Refusing { get; } =
    [
        ("403", new { status = 403, code = "AuthorizationFailed" }),
        ("400", new { status = 400, code = "RiskCheckFailed" }),
    ];

    /// <summary>The calls of each act: those with an effect are POSTs of their own.</summary>
    public static IReadOnlyList<(string Act, string Method, string Path)> Calls { get; } =
    [
        ("return", "POST", "calculateRefund"),
        ("return", "POST", "/return"),
        ("return", "GET", "/reservationOrders/"),
        ("exchange", "POST", "calculateExchange"),
        ("exchange", "POST", "Capacity/exchange"),
        ("exchange", "GET", "operationResults"),
        ("exchange", "GET", "/reservationOrders/"),
    ];

    /// <summary>Null when it ended in the truth.</summary>
    public async Task<string?> RunAsync(string act, string method, string path, object fault, bool passes)
    {
        await host.ControlAsync("reset", new { });
        await host.ControlAsync(
            "knobs",
            new { exchangeAtOnce = path != "operationResults", exchangeRetryAfter = 1, exchangeWorkPolls = 1, reusableSessions = true });
        var item = Pick(host, "Standard_D4s_v5", one => one.Quantity == 6);
        var review = await ReviewAsync(host.Nora, act, item);
        var ordered = JsonSerializer.SerializeToNode(fault)!.AsObject();
        ordered["api"] = "arm";
        ordered["method"] = method;
        ordered["path"] = path;
        string? told = null;
        try
        {
            told = (await ReturnScenes.RunAsync(host, review, () => host.ControlAsync("faults", ordered))).Text;
        }
        catch (TimeoutException e)
        {
            return e.Message;
        }
        finally
        {
            await host.ClearFaultsAsync();
        }

        var done = told.Contains("Done and verified", StringComparison.Ordinal);
        var gone = item.Quantity - (Again(host, item) is { State: "Succeeded" } rest ? rest.Quantity : 0);
        var bought = In(host, world => world.Reservations.Count(one => one.Order.Length == 0));
        var (back, come) = act == "return" ? (1, 0) : (6, 1);
        return gone > back || bought > come ? $"It happened twice: {gone} gone, {bought} bought. {told}"
            : done != (gone == back && bought == come) ? $"The card is wrong: {gone} gone, {bought} bought. {told}"
            : done != passes ? $"It ended otherwise: {told}"
            : null;
    }
}
