using System.Text.Json;
using System.Text.RegularExpressions;
using CspBot.Sandbox;
using CspBot.Tests.Harness;

namespace CspBot.Tests.Dialogs;

/// <summary>Steps that tests of acts on reservations share: people's clicks, and what the world then holds.</summary>
internal static partial class ManageScenes
{
    public const string Consolidated = "10000000-0000-4000-8000-000042000000";
    public const string Done = "Done and verified";

    /// <summary>The card that opens an act for one reservation.</summary>
    public static Task<JsonElement> OpenAsync(Agent agent, string act, string reservation, string customer = Consolidated) =>
        UsageScenes.StepAsync(agent, act, customer, ("reservation", reservation));

    /// <summary>What changes, as the review says it.</summary>
    public static async Task<JsonElement> ReviewAsync(
        Agent agent, string act, string reservation, params (string Name, string Value)[] filled)
    {
        var form = await OpenAsync(agent, act, reservation);
        return filled.Length == 0
            ? form
            : await agent.ClicksAsync(form, "reservations/details", filled.ToDictionary(one => one.Name, one => one.Value));
    }

    /// <summary>Submits a review; the request's id.</summary>
    public static async Task<string> SubmitAsync(Agent agent, JsonElement review) =>
        RequestId().Match(CardReader.Text(await agent.ClicksAsync(review, "reservations/submit"))) is { Success: true } found
            ? found.Value
            : throw new InvalidOperationException("The answer names no request.");

    public static async Task ApproveAsync(TestBot host, string request)
    {
        var ask = await Scenarios.AskForAsync(host, host.Tomas, request);
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
    }

    /// <summary>The requester's card of this request, once it says this.</summary>
    public static Task<ShownMessage> SeesAsync(TestBot host, string request, string words) => host.Teams.WaitForAsync(
        $"'{words}' of {request}",
        message => message.Conversation == host.Nora.Chat
            && message.Text.Contains(request, StringComparison.Ordinal)
            && message.Text.Contains(words, StringComparison.Ordinal));

    /// <summary>Asks, has Tomas approve where somebody must, and waits for the end of it.</summary>
    public static async Task<ShownMessage> DoAsync(
        TestBot host, JsonElement review, bool approved = false, string ends = Done)
    {
        var id = await SubmitAsync(host.Nora, review);
        if (approved)
            await ApproveAsync(host, id);
        return await SeesAsync(host, id, ends);
    }

    /// <summary>A reservation of the customer that holds every kind.</summary>
    public static Reservation Held(TestBot host, Func<Reservation, bool> which) =>
        UsageScenes.In(host, world => world.Reservations.First(item => item.Customer == Consolidated && which(item)));

    /// <summary>Whatever is left of the one that is split and merged.</summary>
    public static Reservation Alive(TestBot host) =>
        Held(host, item => item is { Product: "Standard_E4s_v5", Term: "P1Y", State: "Succeeded" });

    /// <summary>The same reservation as the world has it now.</summary>
    public static Reservation Now(TestBot host, Reservation one) => Held(host, item => item.Id == one.Id);

    public static void Change(TestBot host, Reservation one, Func<Reservation, Reservation> change) =>
        UsageScenes.In(host, world => world.Reservations[world.Reservations.FindIndex(item => item.Id == one.Id)] = change(one));

    /// <summary>Calls that changed something, as method and end of the path.</summary>
    public static IReadOnlyList<string> Writes(TestBot host) =>
    [
        .. host.Sandbox.Calls.All()
            .Where(call => call.Api == "arm"
                && (call.Method is "PATCH" or "PUT" or "DELETE"
                    || call.Path.EndsWith("/split", StringComparison.Ordinal)
                    || call.Path.EndsWith("/merge", StringComparison.Ordinal)))
            .Select(call => $"{call.Method} {call.Path.Split('/')[^1]}"),
    ];

    /// <summary>What came of a split.</summary>
    public static IReadOnlyList<Reservation> Parts(TestBot host, string source) => UsageScenes.In(host, world => world.Reservations
        .Where(item => item.Sources is [var from] && from == source).OrderBy(item => item.Quantity).ToList());

    /// <summary>The review of a savings plan of 0.25 an hour for a year.</summary>
    public static Task<JsonElement> PlanAsync(TestBot host, string? subscription = null) => UsageScenes.StepAsync(
        host.Nora,
        "details",
        UsageScenes.AdventureWorks,
        ("act", "commit"),
        ("subscription", subscription ?? UsageScenes.In(
            host, world => world.AzureSubscriptionsOf(UsageScenes.AdventureWorks).First().Id)),
        ("term", "P1Y"),
        ("hourly", "0.25"),
        ("currency", "USD"),
        ("scope", "Single"),
        ("billing", "Monthly"),
        ("reason", "Steady load"));

    /// <summary>The savings plans that this customer has, those that came to nothing too.</summary>
    public static IReadOnlyList<SavingsPlan> Bought(TestBot host) => UsageScenes.In(
        host, world => world.SavingsPlans.Where(plan => plan.Customer == UsageScenes.AdventureWorks).ToList());

    [GeneratedRegex("R-[0-9A-Z]{5}")]
    private static partial Regex RequestId();
}
