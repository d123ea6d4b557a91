using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Dialogs;

/// <summary>
/// Resource Manager demands MFA for writes (facts november-2026 §C 10): the request waits for the operator
/// with a clear sentence, and goes on after.
/// </summary>
public sealed class MfaOnWritesTests
{
    [Theory]
    [InlineData(false, "RequestDisallowedByAzure")]
    [InlineData(true, "AADSTS50076")]
    public async Task A_grant_waits_for_the_operator_and_goes_on_when_the_account_has_signed_in_again(bool challenge, string code)
    {
        await using var host = await BotHost.StartAsync();
        await host.Tomas.InstallAsync();
        await host.ControlAsync("knobs", new { armMfa = false, armChallenge = challenge });

        // Reading goes on: form, choices and review are there as ever.
        var (own, user, _) = await Scenarios.SubmitGrantAsync(host, host.Nora);
        var ask = await Scenarios.AskForAsync(host, host.Tomas, Scenarios.RequestOf(own));
        await host.Tomas.ClicksAsync(ask.Card, "requests/approve", null, ask.Id);
        var parked = await host.Nora.SeesAsync("Waiting for somebody");
        Assert.Contains("lacks the second factor", parked.Text, StringComparison.Ordinal);
        Assert.Contains("sign the service account in again with MFA", parked.Text, StringComparison.Ordinal);
        Assert.Contains(code, parked.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(await host.UserOwnersAsync(), owner => owner.Principal == user);
        Assert.True(Writes(await host.CallsAsync()) <= 2);

        // Nobody mended it yet: it waits on, and is tried ever more rarely.
        await host.LeapAsync(TimeSpan.FromMinutes(2));
        Assert.DoesNotContain("Done and verified", parked.Text, StringComparison.Ordinal);

        // The operator signs the account in again; the token that lacks the factor would be good for most of an hour.
        await host.ControlAsync("knobs", new { armMfa = true });
        await host.LeapAsync(TimeSpan.FromMinutes(10));
        await host.Nora.SeesAsync("Done and verified");
    }

    private static int Writes(IReadOnlyList<System.Text.Json.JsonElement> calls) =>
        calls.Count(call => call.GetProperty("api").GetString() == "arm" && call.GetProperty("method").GetString() == "PUT");
}
