using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using CspBot.Sandbox;

namespace CspBot.Tests.Harness;

/// <summary>A bot under test, wherever it runs, with the pretend Microsoft, the pretend Teams and the people around it.</summary>
internal abstract class TestBot(SandboxHost sandbox, PretendTeams teams)
{
    static TestBot()
    {
        // Servers go on with the trace of what they are asked only where somebody listens.
        ActivitySource.AddActivityListener(new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.PropagationData,
        });
    }

    public SandboxHost Sandbox { get; } = sandbox;

    public PretendTeams Teams { get; } = teams;

    /// <summary>Where activities are posted.</summary>
    public abstract Uri Endpoint { get; }

    public Agent Nora => new(this, "00000000-0000-4000-8000-000000000020", "Nora Lind", "en-GB");

    public Agent Tomas => new(this, "00000000-0000-4000-8000-000000000021", "Tomas Berg", "en-GB");

    public Agent Aisha => new(this, "00000000-0000-4000-8000-000000000022", "Aisha Khan", "en-GB");

    public Agent Pierre => new(this, "00000000-0000-4000-8000-000000000023", "Pierre Martin", "fr-FR");

    public Agent Ingrid => new(this, "00000000-0000-4000-8000-000000000024", "Ingrid Solberg", "en-GB");

    public Agent Omar => new(this, "00000000-0000-4000-8000-000000000025", "Omar Haddad", "en-GB");

    public static HttpClient Http { get; } = new() { Timeout = TimeSpan.FromSeconds(60) };

    /// <summary>The world of the pretend Microsoft, as its control route tells it.</summary>
    public async Task<JsonElement> WorldAsync() => await Http.GetFromJsonAsync<JsonElement>(new Uri(Sandbox.Control, "/control/world"));

    /// <summary>What the pretend Microsoft received.</summary>
    public async Task<IReadOnlyList<JsonElement>> CallsAsync() =>
        [.. (await Http.GetFromJsonAsync<JsonElement>(new Uri(Sandbox.Control, "/control/calls"))).EnumerateArray()];

    /// <summary>This test wants a cloud that stumbles or is slow.</summary>
    public bool HasOrderedTrouble { get; private set; }

    public async Task ControlAsync(string route, object body)
    {
        HasOrderedTrouble |= route is "faults" or "knobs";
        var answer = await Http.PostAsJsonAsync(new Uri(Sandbox.Control, "/control/" + route), body);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"/control/{route}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
    }

    public async Task ClearFaultsAsync()
    {
        (await Http.DeleteAsync(new Uri(Sandbox.Control, "/control/faults"))).EnsureSuccessStatusCode();
        HasOrderedTrouble = false;
    }

    /// <summary>Owner assignments of users in the world: subscription and principal.</summary>
    public async Task<IReadOnlyList<(string Subscription, string Principal)>> UserOwnersAsync() =>
    [
        .. (await WorldAsync()).GetProperty("roleAssignments").EnumerateArray()
            .Where(assignment => assignment.GetProperty("principalType").GetString() == "User"
                && assignment
                    .GetProperty("roleDefinitionId")
                    .GetString()!
                    .EndsWith("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", StringComparison.OrdinalIgnoreCase))
            .Select(
                assignment => (assignment.GetProperty("subscription").GetString()!, assignment.GetProperty("principalId").GetString()!)),
    ];
}
