namespace CspBot.Teams.Tests;

/// <summary>What becomes of calls that fail (facts teams-protocol §3.3; checklist row 13).</summary>
public sealed class ConnectorFaultTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Activity Hello = MessageFactory.Text("hello");

    public static TheoryData<int, string, ConnectorFailure, string?> Faults => new()
    {
        { 400, """{"error":{"code":"BadSyntax","message":"x"}}""", ConnectorFailure.Refused, "BadSyntax" },
        { 403, """{"error":{"code":"BotNotInConversationRoster","message":"x"}}""", ConnectorFailure.Parked, "BotNotInConversationRoster" },
        { 403, """{"error":{"code":"BotDisabledByAdmin","message":"x"}}""", ConnectorFailure.Parked, "BotDisabledByAdmin" },
        { 403, """{"error":{"code":"ConversationBlockedByUser"}}""", ConnectorFailure.Parked, "ConversationBlockedByUser" },
        { 403, """{"error":{"code":"ForbiddenOperationException"}}""", ConnectorFailure.Parked, "ForbiddenOperationException" },
        {
            403,
            """{"errorCode":209,"message":"{\r\n \"subCode\":\"MessageWritesBlocked\", \"details\":\"Thread\",\"errorCode\":null}"}""",
            ConnectorFailure.Parked,
            "MessageWritesBlocked"
        },
        { 403, """{"error":{"code":"InvalidBotApiHost"}}""", ConnectorFailure.Parked, "InvalidBotApiHost" },
        { 403, """{"error":{"code":"NotEnoughPermissions"}}""", ConnectorFailure.Parked, "NotEnoughPermissions" },
        { 403, """{"error":{"code":"Something newer"}}""", ConnectorFailure.Parked, "Something newer" },
        { 403, """{"error":{"code":"Odd\u0000\ud800","message":"\ud800"}}""", ConnectorFailure.Parked, null },
        { 403, """{"error":{"code":"Odd\u0000","message":null}}""", ConnectorFailure.Parked, null },
        { 403, "<html>no</html>", ConnectorFailure.Parked, null },
        { 403, "", ConnectorFailure.Parked, null },
        { 405, "<html>no</html>", ConnectorFailure.Rejected, null },
        { 302, "", ConnectorFailure.Rejected, null },
        { 410, "", ConnectorFailure.Gone, null },
        { 404, """{"error":{"code":"ConversationNotFound"}}""", ConnectorFailure.Gone, "ConversationNotFound" },
        { 404, "<html>not here</html>", ConnectorFailure.Gone, null },
        { 413, """{"error":{"code":"MessageSizeTooBig"}}""", ConnectorFailure.TooLarge, "MessageSizeTooBig" },
        { 500, """{"error":{"code":"ServiceError"}}""", ConnectorFailure.Unknown, "ServiceError" },
        { 502, "", ConnectorFailure.Unknown, null },
        { 408, "", ConnectorFailure.Unknown, null },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Row13_A_refused_send_says_what_may_be_done_and_is_not_repeated(
        int status, string body, ConnectorFailure failure, string? code)
    {
        await using var host = await ChannelHost.StartAsync();
        host.Connector.Next(new ConnectorFate(status, body));
        var e = await FailsAsync(() => host.Client.SendAsync(ChannelHost.Personal, Hello, None));
        Assert.Equal((failure, status, code), (e.Failure, e.Status, e.Code));
        Assert.Single(host.Connector.Requests);
    }

    [Fact]
    public async Task Row13_A_send_whose_connection_is_cut_is_unknown_and_not_repeated()
    {
        await using var host = await ChannelHost.StartAsync();
        // First on a fresh connection, then on one that served before: the HTTP stack must not repeat either by itself.
        host.Connector.Next(ConnectorFate.Drop);
        Assert.Equal(ConnectorFailure.Unknown, (await FailsAsync(() => host.Client.SendAsync(ChannelHost.Personal, Hello, None))).Failure);
        await host.Client.SendAsync(ChannelHost.Personal, Hello, None);
        host.Connector.Next(ConnectorFate.Drop);
        Assert.Equal(ConnectorFailure.Unknown, (await FailsAsync(() => host.Client.SendAsync(ChannelHost.Personal, Hello, None))).Failure);
        Assert.Equal(3, host.Connector.Requests.Count);
    }

    [Fact]
    public async Task Row13_A_send_without_an_answer_is_unknown_after_ten_seconds_and_not_repeated()
    {
        await using var host = await ChannelHost.StartAsync();
        await host.Client.SendAsync(ChannelHost.Personal, Hello, None);
        await host.Connector.ArrivalAsync();
        host.Connector.Next(ConnectorFate.Hang);
        var sending = host.Client.SendAsync(ChannelHost.Personal, Hello, None);
        await host.Connector.ArrivalAsync();
        host.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(ConnectorFailure.Unknown, (await FailsAsync(() => sending)).Failure);
        Assert.Equal(2, host.Connector.Requests.Count);
    }

    [Fact]
    public async Task Row13_A_cancelled_send_is_cancelled()
    {
        await using var host = await ChannelHost.StartAsync();
        using var stop = new CancellationTokenSource();
        host.Connector.Next(ConnectorFate.Hang);
        var sending = host.Client.SendAsync(ChannelHost.Personal, Hello, stop.Token);
        await host.Connector.ArrivalAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
    }

    [Theory]
    [InlineData(429, "Throttled")]
    [InlineData(412, "PreconditionFailed")]
    [InlineData(409, "Conflict")]
    public async Task Row13_A_short_Retry_After_is_waited_for(int status, string code)
    {
        await using var host = await ChannelHost.StartAsync();
        host.Connector.Next(ConnectorFate.Error(status, code, "4"), new ConnectorFate(201, """{"id":"9"}"""));
        var sending = host.Client.SendAsync(ChannelHost.Personal, Hello, None);
        await host.Time.Waited(t => t >= TimeSpan.FromSeconds(4) && t < TimeSpan.FromSeconds(5));
        host.Time.Advance(TimeSpan.FromSeconds(3.9));
        Assert.False(sending.IsCompleted);
        Assert.Single(host.Connector.Requests);
        host.Time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal("9", await sending);
        Assert.Equal(2, host.Connector.Requests.Count);
    }

    [Fact]
    public async Task Row13_A_long_Retry_After_goes_to_the_caller()
    {
        await using var host = await ChannelHost.StartAsync();
        host.Connector.Next(
            ConnectorFate.Error(429, "Throttled", "30"), ConnectorFate.Error(429, "Throttled", "Sat, 21 Nov 2026 09:01:00 GMT"));
        var e = await FailsAsync(() => host.Client.SendAsync(ChannelHost.Personal, Hello, None));
        Assert.Equal((ConnectorFailure.Throttled, 429, TimeSpan.FromSeconds(30)), (e.Failure, e.Status, e.RetryAfter));
        e = await FailsAsync(() => host.Client.SendAsync(ChannelHost.Personal, Hello, None));
        Assert.Equal(TimeSpan.FromMinutes(1), e.RetryAfter);
        Assert.Equal(2, host.Connector.Requests.Count);
    }

    [Fact]
    public async Task Row13_Throttling_without_end_is_given_up()
    {
        await using var host = await ChannelHost.StartAsync();
        host.Connector.Next([.. Enumerable.Repeat(ConnectorFate.Error(429, "Throttled"), 9)]);
        var e = await FailsAsync(() => host.RunAsync(host.Client.SendAsync(ChannelHost.Personal, Hello, None)));
        Assert.Equal(ConnectorFailure.Throttled, e.Failure);
        Assert.Equal(4, host.Connector.Requests.Count);
    }

    [Fact]
    public async Task Row13_An_update_is_repeated_after_5xx_and_cut_connections()
    {
        await using var host = await ChannelHost.StartAsync();
        host.Connector.Next(ConnectorFate.Error(503, "ServiceError"), ConnectorFate.Drop, ConnectorFate.Error(504, "ServiceError"));
        await host.RunAsync(host.Client.UpdateAsync(ChannelHost.Personal, "1", Hello, None));
        Assert.Equal(4, host.Connector.Requests.Count);
        Assert.Single(host.Connector.Requests.Select(r => r.Body).Distinct());
    }

    [Fact]
    public async Task Row13_An_update_is_repeated_once_after_500()
    {
        await using var host = await ChannelHost.StartAsync();
        host.Connector.Next([.. Enumerable.Repeat(ConnectorFate.Error(500, "ServiceError"), 5)]);
        var e = await FailsAsync(() => host.RunAsync(host.Client.UpdateAsync(ChannelHost.Personal, "1", Hello, None)));
        Assert.Equal(ConnectorFailure.Unknown, e.Failure);
        Assert.Equal(2, host.Connector.Requests.Count);
    }

    [Fact]
    public async Task Row13_Nobody_listening_means_nothing_was_sent()
    {
        await using var host = await ChannelHost.StartAsync(options: ChannelHost.NoTokens(), environment: "Development");
        var nobody = ChannelHost.Personal with { ServiceUrl = new Uri("http://127.0.0.1:1/_connector") };
        var e = await FailsAsync(() => host.RunAsync(host.Client.SendAsync(nobody, Hello, None)));
        Assert.Equal(ConnectorFailure.NotSent, e.Failure);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_after_the_send_was_taken_costs_the_id_only()
    {
        await using var host = await ChannelHost.StartAsync();
        host.Connector.Next(new ConnectorFate(201, """{"id":"177""") { BreaksOff = true });
        Assert.Null(await host.Client.SendAsync(ChannelHost.Personal, Hello, None));
        Assert.Single(host.Connector.Requests);
    }

    [Fact]
    public async Task A_caller_that_repeats_by_itself_holds_no_call_for_repeats()
    {
        await using var host = await ChannelHost.StartAsync();
        host.Connector.Next(ConnectorFate.Error(429, "Throttled", "1"), ConnectorFate.Error(503, "ServiceError"));
        Assert.Equal(
            ConnectorFailure.Throttled, (await FailsAsync(() => host.Client.Once.SendAsync(ChannelHost.Personal, Hello, None))).Failure);
        Assert.Equal(
            ConnectorFailure.Unknown,
            (await FailsAsync(() => host.Client.Once.UpdateAsync(ChannelHost.Personal, "1", Hello, None))).Failure);
        Assert.Equal(2, host.Connector.Requests.Count);
    }

    private static async Task<ConnectorException> FailsAsync(Func<Task> call) =>
        await Assert.ThrowsAsync<ConnectorException>(() => call().WaitAsync(TimeSpan.FromMinutes(2)));
}
