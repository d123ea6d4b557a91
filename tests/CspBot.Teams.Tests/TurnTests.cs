using System.Net;

namespace CspBot.Teams.Tests;

/// <summary>One turn: its time and its faults (facts teams-protocol §2.7; checklist rows 6 and 8).</summary>
public sealed class TurnTests
{
    [Fact]
    public async Task A_message_reaches_the_bot_and_its_answer_the_Connector_with_the_bots_token()
    {
        await using var host = await ChannelHost.StartAsync(async (turn, ct) =>
        {
            await turn.SendActivityAsync(MessageFactory.Text("You said " + turn.Activity.Phrase()), ct);
            return null;
        });

        using var response = await host.PostAsync(Samples.Message());

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var sent = Assert.Single(host.Connector.Requests);
        Assert.Equal("POST", sent.Method);
        Assert.Equal($"/amer/{ChannelHost.TenantId}/v3/conversations/a%3A1xyz/activities", sent.Path);
        Assert.Equal("Bearer bot-token-1", sent.Authorization);
        Assert.StartsWith("CspBot/", sent.UserAgent, StringComparison.Ordinal);
        Assert.Equal("application/json; charset=utf-8", sent.ContentType);
        Assert.Equal("""{"type":"message","text":"You said renew contoso"}""", sent.Body);
    }

    [Fact]
    public async Task Row06_A_slow_message_is_answered_after_two_seconds_with_typing_and_finishes_later()
    {
        var finish = new TaskCompletionSource();
        await using var host = await ChannelHost.StartAsync(async (turn, ct) =>
        {
            await finish.Task;
            await turn.SendActivityAsync(MessageFactory.Text("Done"), ct);
            return null;
        });

        var posted = host.PostAsync(Samples.Message());
        await host.Time.Waited(t => t == TimeSpan.FromSeconds(2));
        Assert.False(posted.IsCompleted);
        host.Time.Advance(TimeSpan.FromSeconds(2));
        using (var response = await posted)
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);

        Assert.Equal("""{"type":"typing"}""", (await host.Connector.ArrivalAsync()).Body);
        finish.SetResult();
        Assert.Contains("Done", (await host.Connector.ArrivalAsync()).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Row06_A_quick_message_shows_no_typing_and_a_slow_event_neither()
    {
        var never = new TaskCompletionSource();
        await using var host = await ChannelHost.StartAsync(async (turn, ct) =>
        {
            if (turn.Activity.Type != "message")
                await never.Task.WaitAsync(ct);
            return null;
        });
        using (await host.PostAsync(Samples.Message()))
            host.Time.Advance(TimeSpan.FromSeconds(3));

        var install = Samples.Message();
        install["type"] = "installationUpdate";
        install["id"] = "f:2";
        var posted = host.PostAsync(install);
        await host.Time.Waited(t => t == TimeSpan.FromSeconds(2));
        host.Time.Advance(TimeSpan.FromSeconds(2));
        using var response = await posted;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Empty(host.Connector.Requests);
    }

    [Fact]
    public async Task Row06_Work_that_still_runs_is_finished_before_the_process_ends()
    {
        var (begun, finish) = (new TaskCompletionSource(), new TaskCompletionSource());
        var finished = false;
        await using var host = await ChannelHost.StartAsync(async (_, _) =>
        {
            begun.SetResult();
            await finish.Task;
            finished = true;
            return null;
        });
        var posted = host.PostAsync(Samples.Message());
        await begun.Task;
        await host.Time.Waited(t => t == TimeSpan.FromSeconds(2));
        host.Time.Advance(TimeSpan.FromSeconds(2));
        (await posted).Dispose();

        var stop = host.StopBotAsync();
        await host.Time.Waited(t => t == TimeSpan.FromSeconds(15));
        Assert.False(stop.IsCompleted);
        finish.SetResult();
        await stop;
        Assert.True(finished);
    }

    [Fact]
    public async Task Row06_Work_without_end_is_cancelled_when_the_process_ends()
    {
        var cancelled = new TaskCompletionSource();
        await using var host = await ChannelHost.StartAsync((_, ct) => EndlessAsync(cancelled, ct));
        var posted = host.PostAsync(Samples.Message());
        await host.Time.Waited(t => t == TimeSpan.FromSeconds(2));
        host.Time.Advance(TimeSpan.FromSeconds(2));
        (await posted).Dispose();

        var stop = host.StopBotAsync();
        await host.Time.Waited(t => t == TimeSpan.FromSeconds(15));
        host.Time.Advance(TimeSpan.FromSeconds(15));
        await stop;
        await cancelled.Task.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.True(host.Logged.Holds(1024));
    }

    [Fact]
    public async Task A_failing_message_is_logged_and_the_person_told_the_reference()
    {
        await using var host = await ChannelHost.StartAsync((_, _) => throw new InvalidOperationException("inside"));
        using var response = await host.PostAsync(Samples.Message());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var told = (await host.Connector.ArrivalAsync()).Body;
        Assert.Matches("reference F-[2-9A-Z]{6}", told);
        Assert.DoesNotContain("inside", told, StringComparison.Ordinal);
        Assert.True(host.Logged.Holds(1020));
    }

    [Fact]
    public async Task An_invoke_that_takes_ten_seconds_is_cancelled_and_answered_with_an_error_body()
    {
        var (begun, cancelled) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var host = await ChannelHost.StartAsync(async (_, ct) =>
        {
            begun.SetResult();
            return await EndlessAsync(cancelled, ct);
        });
        var answer = host.AnswerAsync(Samples.Click());
        await begun.Task.WaitAsync(TimeSpan.FromMinutes(2));
        await host.Time.Waited(t => t == TimeSpan.FromSeconds(10));
        host.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("application/vnd.microsoft.error", (await answer).GetProperty("type").GetString());
        await cancelled.Task.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.True(host.Logged.Holds(1021));
    }

    [Fact]
    public async Task Row08_An_automatic_refresh_cannot_send()
    {
        await using var host = await ChannelHost.StartAsync(async (turn, ct) =>
        {
            Assert.True(CardClick.Read(turn.Activity)!.IsAutomaticRefresh);
            await Assert.ThrowsAsync<InvalidOperationException>(() => turn.SendActivityAsync(MessageFactory.Text("no"), ct));
            return InvokeAnswer.Message("refreshed");
        });
        var answer = await host.AnswerAsync(Samples.Click("refresh", trigger: "automatic"));
        Assert.Equal("refreshed", answer.GetProperty("value").GetString());
        Assert.Empty(host.Connector.Requests);
    }

    /// <summary>A handler that only ends by being cancelled.</summary>
    private static async Task<AdaptiveCardInvokeResponse?> EndlessAsync(TaskCompletionSource cancelled, CancellationToken ct)
    {
        try
        {
            await new TaskCompletionSource().Task.WaitAsync(ct);
            return null;
        }
        catch (OperationCanceledException)
        {
            cancelled.SetResult();
            throw;
        }
    }
}
