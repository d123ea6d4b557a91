using System.Reflection;

namespace CspBot.Benchmarks.SideBySide;

/// <summary>The echo bot for builds before the Bot Framework SDK, whose channel called a delegate with a turn of its own kind.</summary>
internal static class BeforeTheSdk
{
    private static Func<string, object> _say = null!;
    private static Func<string, object> _answer = null!;

    /// <summary>That channel's <c>BotCallbackHandler</c>.</summary>
    public static Delegate Handler(Assembly teams)
    {
        var answer = teams.GetType("CspBot.Teams.InvokeResponse", throwOnError: true)!;
        _say = teams.GetType("CspBot.Teams.OutgoingActivity", throwOnError: true)!.GetMethod("Say")!.CreateDelegate<Func<string, object>>();
        _answer = answer.GetMethod("Message")!.CreateDelegate<Func<string, object>>();
        return typeof(BeforeTheSdk).GetMethod(nameof(EchoAsync), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(answer)
            .CreateDelegate(teams.GetType("CspBot.Teams.BotCallbackHandler", throwOnError: true)!);
    }

    private static async Task<T?> EchoAsync<T>(object turn, CancellationToken ct)
        where T : class
    {
        dynamic one = turn;
        if (one.Activity.Type == "invoke")
            return (T)_answer("ok");
        dynamic reply = _say("Echo: " + one.Activity.Text);
        await one.SendAsync(reply, ct);
        return null;
    }
}
