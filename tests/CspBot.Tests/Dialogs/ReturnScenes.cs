using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Resources;
using CspBot.Sandbox;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace CspBot.Tests.Dialogs;

/// <summary>Steps that tests of returns and exchanges share.</summary>
internal static class ReturnScenes
{
    public const string Consolidated = "10000000-0000-4000-8000-000042000000";
    private const int MostLeaps = 400;

    /// <summary>Reads or changes the sandbox's world while nobody else does.</summary>
    public static T In<T>(TestBot host, Func<World, T> act)
    {
        lock (host.Sandbox.World.Gate)
            return act(host.Sandbox.World);
    }

    public static Reservation Pick(TestBot host, string size, Func<Reservation, bool>? like = null, string customer = Consolidated) =>
        In(host, world => world.Reservations.First(item => item.Customer == customer && item.Product == size
            && item.State == "Succeeded" && !item.Archived && item.Expires > world.Now && like?.Invoke(item) != false));

    /// <summary>The same reservation as it is now.</summary>
    public static Reservation Again(TestBot host, Reservation item) =>
        In(host, world => world.Reservations.Single(one => one.Id == item.Id));

    public static void Change(TestBot host, Reservation item, Func<Reservation, Reservation> change) => In(host, world =>
        world.Reservations[world.Reservations.FindIndex(one => one.Id == item.Id)] = change(
            world.Reservations.Single(one => one.Id == item.Id)));

    /// <summary>A click with what it carries, made up.</summary>
    public static async Task<JsonElement> ForgeAsync(Agent agent, string step, params (string Name, string? Value)[] data)
    {
        var sent = new JsonObject();
        foreach (var (name, value) in data)
            sent[name] = value;
        return (await agent.SendAsAskedAsync(agent.Forge("reservations/" + step, sent))).Body.GetProperty("value");
    }

    public static Task<JsonElement> OpenAsync(Agent agent, string act, Reservation item) =>
        ForgeAsync(agent, act, ("customer", item.Customer), ("reservation", item.Id));

    /// <summary>The review of a return.</summary>
    public static async Task<JsonElement> ReviewAsync(Agent agent, Reservation item, string quantity = "")
    {
        var form = await OpenAsync(agent, "return", item);
        return await agent.ClicksAsync(form, "reservations/quote", new Dictionary<string, string>
        {
            ["quantity"] = quantity,
            ["reason"] = "Moved to containers",
        });
    }

    /// <summary>The review of a return of one, or of an exchange for nine others; looked at again while Azure computes.</summary>
    public static async Task<JsonElement> ReviewAsync(Agent agent, string act, Reservation item)
    {
        if (act == "return")
            return await ReviewAsync(agent, item, "1");
        for (var looks = 0; ; looks++)
        {
            var form = await OpenAsync(agent, "exchange", item);
            var review = await agent.ClicksAsync(form, "reservations/quote", new Dictionary<string, string>
            {
                ["product"] = "Standard_E4s_v5",
                ["quantity"] = "9",
                ["term"] = "P3Y",
                ["reason"] = "Other sizes",
            });
            if (CardReader.HasButton(review, "reservations/submit") || looks == 5)
                return review;
        }
    }

    /// <summary>Submits a review; the request's id and the approval card.</summary>
    public static async Task<(string Id, ShownMessage Ask)> SubmitAsync(TestBot host, JsonElement review)
    {
        var own = await host.Nora.ClicksAsync(review, "reservations/submit");
        var id = Scenarios.RequestOf(own);
        return (id, await Scenarios.AskForAsync(host, host.Tomas, id));
    }

    public static Task ApproveAsync(TestBot host, ShownMessage ask) => host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);

    /// <summary>Until the request is over, whatever it waits for; its card.</summary>
    public static async Task<ShownMessage> EndAsync(BotHost host, string id)
    {
        for (var leaps = 0; !await IsOverAsync(host, id); leaps++)
        {
            if (leaps == MostLeaps)
                throw new TimeoutException($"{id} has no end: {Own(host, id)?.Text}");
            await host.LeapAsync(TimeSpan.FromSeconds(leaps < 20 ? 10 : 60));
        }

        return await host.Teams.WaitForAsync(
            "the end of " + id,
            message => message.Conversation == host.Nora.Chat
                && message.Text.Contains(id + " ·", StringComparison.Ordinal)
                && (message.Text.Contains("Done and verified", StringComparison.Ordinal)
                    || message.Text.Contains("Failed", StringComparison.Ordinal)));
    }

    /// <summary>From the review to the end.</summary>
    public static async Task<ShownMessage> RunAsync(BotHost host, JsonElement review, Func<Task>? beforeApproval = null)
    {
        var (id, ask) = await SubmitAsync(host, review);
        if (beforeApproval is not null)
            await beforeApproval();
        await ApproveAsync(host, ask);
        return await EndAsync(host, id);
    }

    public static int Posts(TestBot host, string path) => host.Sandbox.Calls.All().Count(
        call => call.Method == "POST" && call.Path.EndsWith(path, StringComparison.OrdinalIgnoreCase));

    public static string Shown(decimal amount, string currency = "USD") =>
        $"{amount.ToString("N2", Texts.English.Culture)} {currency}";

    public static string Plain(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture) + " USD";

    private static async Task<bool> IsOverAsync(BotHost host, string id) =>
        await host.Services.GetRequiredService<Database>().ReadAsync(
            session => session.QueryOneAsync<string>("select state from request where id = @id", new { id }), default)
            is "succeeded" or "failed" or "rejected" or "expired" or "cancelled";

    private static ShownMessage? Own(BotHost host, string id) => host.Teams.Messages.LastOrDefault(
        message => message.Conversation == host.Nora.Chat && message.Text.Contains(id + " ·", StringComparison.Ordinal));
}
