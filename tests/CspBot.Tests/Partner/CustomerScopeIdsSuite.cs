using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CspBot.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace CspBot.Tests.Partner;

/// <summary>
/// Some agents for some customers: every step, with the agent's own customer and an id of another customer's thing, is answered word for
/// word as with an id of nothing.
/// </summary>
internal sealed partial class CustomerScopeIdsSuite(ITestOutputHelper output)
{
    private const string Mine = CustomerScopeSuite.Mine;
    private const string None = "99999999-9999-4999-8999-999999999999";

    /// <summary>By dialog, its steps.</summary>
    private static readonly Dictionary<string, string> Steps = new()
    {
        ["grant-owner"] = "customer details submit back",
        ["reservation-permission"] = "customer submit off list export plan",
        ["onboard-stack-tenant"] = "customer details submit tenants leaks usage",
        ["reservations"] = "customer list show recommend plan buy price submit return quote exchange renew usage history text export "
            + "over commit details split merge scope rename cancel",
        ["customers"] = "customer show subscriptions access revoke role extend relation budget details submit invitation approval",
        ["notifications"] = "list new save edit status details advice acknowledge remove",
    };

    public async Task SweepAsync()
    {
        await using var host = await BotHost.StartAsync(new Dictionary<string, string?>
        {
            ["Partner:CustomerScopes:0:GroupId"] = CustomerScopeSuite.Scope,
            ["Partner:CustomerScopes:0:Customers"] = Mine,
        });
        CustomerScopeSuite.Join(host, CustomerScopeSuite.Scope, [host.Nora]);
        var other = (await host.WorldAsync()).GetProperty("subscriptions").EnumerateArray().First(one => Of(one, "customer") != Mine
            && Of(one, "kind") == "azure-plan" && one.GetProperty("azureSubscriptions").GetArrayLength() > 0);
        foreach (var customer in new[] { Of(other, "customer"), Mine })
            await host.ControlAsync("purchases", new { customer, kind = "reservation" });
        var ids = Ids(await host.WorldAsync(), other);
        var names = (await host.WorldAsync()).GetProperty("customers").EnumerateArray()
            .Where(one => Of(one, "id") == Of(other, "customer"))
            .SelectMany(one => new[] { Of(one, "name"), Of(one, "domain") })
            .ToList();
        var (tries, told) = (0, new List<string>());
        foreach (var (dialog, steps) in Steps)
        {
            foreach (var verb in steps.Split(' ').Select(step => $"{dialog}/{step}"))
            {
                foreach (var act in verb == "customers/details" ? ["role", "extend", "relation", "revoke", "budget"] : new[] { "" })
                {
                    foreach (var more in ids)
                    {
                        var (said, wanted) = (await AnswerAsync(host, verb, act, more), await AnswerAsync(host, verb, act, Nothing(more)));
                        if (said != wanted || names.Exists(name => said.Contains(name, StringComparison.OrdinalIgnoreCase)))
                            told.Add($"{verb} {act} {JsonSerializer.Serialize(more)}:\n  {said}\n  {wanted}");
                        tries++;
                    }
                }
            }
        }

        output.WriteLine($"{tries} forged clicks, {told.Count} of them answered otherwise");
        Assert.True(told.Count == 0, string.Join('\n', told.Take(20)));
    }

    /// <summary>Ids of the other customer's things, under the names that cards use.</summary>
    private static List<Dictionary<string, string>> Ids(JsonElement world, JsonElement sold)
    {
        JsonElement First(string what, string name, string value) =>
            world.GetProperty(what).EnumerateArray().First(one => Of(one, name) == value);
        var (customer, azure) = (Of(sold, "customer"), Of(sold.GetProperty("azureSubscriptions")[0], "id"));
        var reservation = First("reservations", "customer", customer);
        var user = First("users", "tenant", customer);
        var right = First("roleAssignments", "subscription", azure);
        var own = Of(world.GetProperty("subscriptions").EnumerateArray().First(one => Of(one, "customer") == Mine
            && one.GetProperty("azureSubscriptions").GetArrayLength() > 0).GetProperty("azureSubscriptions")[0], "id");
        return
        [
            new() { ["subscription"] = azure },
            new() { ["subscription"] = Of(sold, "id") },
            new() { ["subscription"] = azure, ["assignment"] = Of(right, "id") },
            new() { ["subscription"] = azure, ["assignment"] = Of(right, "name") },
            new() { ["subscription"] = own, ["own"] = own, ["user"] = Of(user, "id"), ["duration"] = "8h" },
            new() { ["subscription"] = own, ["own"] = own, ["user"] = Of(user, "userPrincipalName"), ["duration"] = "8h" },
            new() { ["subscription"] = own, ["own"] = own, ["scope"] = "/subscriptions/" + azure },
            new() { ["reservation"] = Of(reservation, "id") },
            new() { ["reservation"] = Of(reservation, "reservationOrder") },
            new() { ["reservation"] = Of(reservation, "reservationOrder") + "/" + Of(reservation, "id") },
            new() { ["purchase"] = Of(reservation, "order") },
            new() { ["purchase"] = Of(reservation, "id") },
            new() { ["resource"] = azure, ["group"] = azure },
            new() { ["mapping"] = "Lyon|" + azure },
        ];
    }

    /// <summary>The same with ids of nothing.</summary>
    private static Dictionary<string, string> Nothing(Dictionary<string, string> ids) => ids.ToDictionary(
        id => id.Key,
        id => ids.GetValueOrDefault("own") == id.Value || id.Key == "duration" ? id.Value
            : id.Value.Contains('@', StringComparison.Ordinal) ? "nobody@nowhere.example"
            : Any().IsMatch(id.Value) ? Any().Replace(id.Value, None)
            : string.Concat(id.Value.Select(letter => char.IsAsciiLetterOrDigit(letter) ? '0' : letter)));

    /// <summary>What is said, without the ids that were sent.</summary>
    private static async Task<string> AnswerAsync(BotHost host, string verb, string act, Dictionary<string, string> ids)
    {
        var data = new JsonObject { ["customer"] = Mine, ["act"] = act, ["reason"] = "Migration" };
        foreach (var (name, value) in ids)
            data[name] = value;
        var sent = await host.Nora.SendAsync(host.Nora.Forge(verb, data));
        var said = sent.Body.TryGetProperty("value", out var card) ? CardReader.Text(card) : sent.Body.ToString();
        return ids.Values.SelectMany(value => value.Split('|').Append(value)).OrderByDescending(part => part.Length).Aggregate(
            said, (text, part) => text.Replace(part, "#", StringComparison.OrdinalIgnoreCase));
    }

    private static string Of(JsonElement one, string name) => one.GetProperty(name).GetString()!;

    [GeneratedRegex("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")]
    private static partial Regex Any();
}
