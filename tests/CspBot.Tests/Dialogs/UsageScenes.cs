using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using CspBot.Sandbox;
using CspBot.Tests.Harness;
using CspBot.Tests.Sandbox;

namespace CspBot.Tests.Dialogs;

/// <summary>Steps that tests of usage and recommendations share.</summary>
internal static class UsageScenes
{
    /// <summary>Holds four machines for three years, of which two and a half are over.</summary>
    public const string AdventureWorks = "10000000-0000-4000-8000-000045000000";

    /// <summary>A reservation of a customer: order and id with a slash between, as buttons carry it.</summary>
    public static string KeyOf(TestBot host, string customer) => In(host, world =>
    {
        var one = world.Reservations.First(item => item.Customer == customer);
        return $"{one.ReservationOrder}/{one.Id}";
    });

    /// <summary>The worst used of the seeded reservations.</summary>
    public static string BadlyUsed(TestBot host) => In(host, world =>
        world.Reservations.Where(item => item.State == "Succeeded" && item.Expires > world.Now).MinBy(item => item.Use) is { } one
            ? $"{one.ReservationOrder}/{one.Id}"
            : "");

    /// <summary>The same of a savings plan.</summary>
    public static string PlanOf(TestBot host, string customer) =>
        In(host, world => world.SavingsPlans.First(item => item.Customer == customer) is var one ? $"{one.Order}/{one.Id}" : "");

    /// <summary>Reads the sandbox's world while nothing changes it.</summary>
    public static T In<T>(TestBot host, Func<World, T> read)
    {
        lock (host.Sandbox.World.Gate)
            return read(host.Sandbox.World);
    }

    /// <summary>The usage card of one holding.</summary>
    public static async Task<JsonElement> OpenAsync(Agent agent, string customer, string reservation)
    {
        var (_, body) = await agent.SendAsAskedAsync(agent.Forge(
            "reservations/usage", new JsonObject { ["customer"] = customer, ["reservation"] = reservation }));
        return body.GetProperty("value");
    }

    /// <summary>A step with what it carries; the card that answers.</summary>
    public static async Task<JsonElement> StepAsync(Agent agent, string step, string customer, params (string Name, string Value)[] more)
    {
        var data = new JsonObject { ["customer"] = customer };
        foreach (var (name, value) in more)
            data[name] = value;
        var (_, body) = await agent.SendAsAskedAsync(agent.Forge("reservations/" + step, data));
        return body.GetProperty("value");
    }

    /// <summary>The calls that went to a route, without those that a fault answered.</summary>
    public static IReadOnlyList<RecordedCall> Calls(TestBot host, string part) =>
        [.. host.Sandbox.Calls.All().Where(call => call.Api == "arm" && call.Path.Contains(part, StringComparison.OrdinalIgnoreCase))];

    /// <summary>The one call for a reservation's use by days or months.</summary>
    public static RecordedCall Summaries(TestBot host, string grain) =>
        Calls(host, "reservationSummaries").Single(call => call.Query.Contains("grain=" + grain, StringComparison.Ordinal));

    /// <summary>What the sandbox answered to a call of the bot: the same call again, as the same account, without the bot.</summary>
    public static async Task<JsonElement> AgainAsync(TestBot host, RecordedCall call)
    {
        using var client = SandboxFixture.Trusting(host.Sandbox.CaFile);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token",
            ["refresh_token"] = await File.ReadAllTextAsync(host.Sandbox.RefreshTokenFile),
            ["client_id"] = SandboxFixture.PartnerApp,
            ["client_secret"] = "sandbox-only-secret",
            ["resource"] = SandboxFixture.ArmResource,
            ["scope"] = "openid",
        });
        var signedIn = await client.PostAsync(new Uri(host.Sandbox.Login, $"{call.Tenant}/oauth2/token"), form);
        var token = (await signedIn.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("access_token").GetString();
        var query = call.Query.TrimStart('?').Split('&').Select(part => part.Split('=', 2))
            .Select(part => $"{part[0]}={Uri.EscapeDataString(Uri.UnescapeDataString(part[1]))}");
        using var request = new HttpRequestMessage(
            new HttpMethod(call.Method), new Uri(host.Sandbox.ResourceManager, $"{call.Path}?{string.Join('&', query)}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (call.Body.Length > 0)
            request.Content = new StringContent(call.Body, System.Text.Encoding.UTF8, "application/json");
        var answer = await client.SendAsync(request);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).Clone();
    }

    public static decimal Number(JsonElement element, params string[] path) =>
        path.Aggregate(element, (node, name) => node.GetProperty(name)).GetDecimal();

    public static string English(decimal number, string format) => number.ToString(format, CultureInfo.GetCultureInfo("en-GB"));
}
