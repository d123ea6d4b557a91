using CspBot.Cloud;
using Xunit;
using static CspBot.Tests.Cloud.ScriptedCloud;

namespace CspBot.Tests.Cloud;

/// <summary>What is repeated, what never is, and who waits when a service asks for a pause.</summary>
public sealed class PipelineTests
{
    private static readonly string SubscriptionJson = $$"""{"subscriptionId":"{{Subscription}}","displayName":"Shop","state":"Enabled"}""";

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(408)]
    public async Task A_read_is_repeated_twice_and_no_more(int status)
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => Json("{}", status));
        var fault = await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.GetSubscriptionAsync(ContosoId, Subscription, default));
        Assert.Equal(3, cloud.To("arm").Count());
        Assert.Equal(status, fault.Status);
        Assert.True(fault.IsTransient);
    }

    [Fact]
    public async Task A_read_survives_a_cut_connection()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(
            _ => cloud.To("arm").Count() == 1 ? throw new HttpRequestException("cut", new IOException("reset")) : Json(SubscriptionJson));
        Assert.Equal("Shop", (await cloud.Azure.GetSubscriptionAsync(ContosoId, Subscription, default)).Name);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(504)]
    public async Task A_put_with_an_unknown_result_is_not_repeated(int status)
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => Json("{}", status));
        var fault = await Assert.ThrowsAsync<CloudFault>(
            () => cloud.Azure.GrantOwnerAsync(ContosoId, Subscription, Guid.NewGuid().ToString(), default));
        Assert.Single(cloud.To("arm"));
        Assert.True(fault.IsUnknown);
    }

    [Fact]
    public async Task A_put_whose_connection_was_cut_is_unknown_and_not_repeated()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => throw new HttpRequestException(HttpRequestError.ResponseEnded, "cut"));
        var fault = await Assert.ThrowsAsync<CloudFault>(
            () => cloud.Azure.GrantOwnerAsync(ContosoId, Subscription, Guid.NewGuid().ToString(), default));
        Assert.Single(cloud.To("arm"));
        Assert.Equal(CloudReason.Unreachable, fault.Reason);
        Assert.True(fault.IsUnknown);
    }

    [Fact]
    public async Task A_put_that_never_left_is_repeated()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => cloud.To("arm").Count() == 1
            ? throw new HttpRequestException(HttpRequestError.ConnectionError, "refused")
            : Json("""{"name":"a"}""", 201));
        Assert.True((await cloud.Azure.GrantOwnerAsync(ContosoId, Subscription, Guid.NewGuid().ToString(), default)).Changed);
    }

    [Fact]
    public async Task A_post_is_never_repeated()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => Json("{}", 503));
        await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.GetMembershipsAsync(ContosoId, [AdminAgents], default));
        Assert.Single(cloud.To("graph"), call => call.Method == "POST");
    }

    [Fact]
    public async Task A_short_pause_is_waited_for()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => cloud.To("arm").Count() == 1 ? Json("{}", 429, ("Retry-After", "0.05")) : Json(SubscriptionJson));
        Assert.Equal("Shop", (await cloud.Azure.GetSubscriptionAsync(ContosoId, Subscription, default)).Name);
    }

    [Fact]
    public async Task A_long_pause_is_everybodys_there_and_ends_by_the_clock()
    {
        var time = new ManualTime(DateTimeOffset.UnixEpoch.AddYears(55));
        await using var cloud = new ScriptedCloud(time);
        cloud.Script(_ => cloud.To("arm").Count() == 1
            ? Json("""{"error":{"code":"TooManyRequests","message":"slow down"}}""", 429, ("Retry-After", "57"))
            : Json(SubscriptionJson));

        var first = await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.GetSubscriptionAsync(ContosoId, Subscription, default));
        Assert.Equal(TimeSpan.FromSeconds(57), first.RetryAfter);
        time.Advance(TimeSpan.FromSeconds(20));
        var second = await Assert.ThrowsAsync<CloudFault>(
            () => cloud.Azure.GrantOwnerAsync(ContosoId, Subscription, Guid.NewGuid().ToString(), default));
        Assert.Equal(CloudReason.Throttled, second.Reason);
        Assert.Equal(TimeSpan.FromSeconds(37), second.RetryAfter);
        Assert.Single(cloud.To("arm"));

        time.Advance(TimeSpan.FromSeconds(37));
        Assert.Equal("Shop", (await cloud.Azure.GetSubscriptionAsync(ContosoId, Subscription, default)).Name);
    }

    [Fact]
    public async Task One_services_pause_does_not_stop_another()
    {
        await using var cloud = new ScriptedCloud(new ManualTime(DateTimeOffset.UnixEpoch.AddYears(55)));
        cloud.Script(call => call.Uri.Host == "arm.test" ? Json("{}", 429, ("Retry-After", "60")) : Json("""{"value":[]}"""));
        await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.GetSubscriptionAsync(ContosoId, Subscription, default));
        Assert.Empty(await cloud.Azure.SearchUsersAsync(ContosoId, "a", 5, default));
    }

    [Fact]
    public async Task No_answer_within_the_attempts_time_is_TimedOut_and_not_repeated()
    {
        await using var cloud = new ScriptedCloud(networkTimeout: TimeSpan.FromMilliseconds(100));
        cloud.Answer = async (_, ct) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
            return Json("{}");
        };
        var fault = await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.GetSubscriptionAsync(ContosoId, Subscription, default));
        Assert.Equal(CloudReason.TimedOut, fault.Reason);
        Assert.NotNull(fault.RequestId);
        Assert.Single(cloud.To("arm"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stream_that_is_closed_just_when_a_read_begins_is_an_end_of_the_time_and_no_fault_of_ours(bool byCaller)
    {
        await using var cloud = new ScriptedCloud(networkTimeout: byCaller ? null : TimeSpan.FromMilliseconds(100));
        using var deadline = new CancellationTokenSource();
        cloud.Script(_ => new HttpResponseMessage { Content = new StreamContent(new ClosedInRead(byCaller ? deadline : null)) });
        Task Read() => cloud.Azure.GetSubscriptionAsync(ContosoId, Subscription, deadline.Token);
        if (byCaller)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(Read);
        else
            Assert.Equal(CloudReason.TimedOut, (await Assert.ThrowsAsync<CloudFault>(Read)).Reason);
    }

    [Fact]
    public async Task The_callers_deadline_surfaces_as_cancellation()
    {
        await using var cloud = new ScriptedCloud();
        using var deadline = new CancellationTokenSource();
        cloud.Answer = async (_, ct) =>
        {
            await deadline.CancelAsync();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
            return Json("{}");
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => cloud.Azure.GetSubscriptionAsync(ContosoId, Subscription, deadline.Token));
    }

    [Theory]
    [InlineData("https://evil.test/subscriptions?page=2")]
    [InlineData("http://arm.test/subscriptions?page=2")]
    [InlineData("https://arm.test:444/subscriptions?page=2")]
    public async Task A_next_link_to_another_host_is_not_followed_with_our_token(string next)
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => Json($$"""{"value":[],"nextLink":"{{next}}"}"""));
        var fault = await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.ViewOwnersAsync(ContosoId, Subscription, null, default));
        Assert.Equal("ForeignHost", fault.Code);
        Assert.Single(cloud.Calls, c => c.Uri.Host != "login.test");
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => Json("", 302, ("Location", "https://arm.test/elsewhere")));
        var fault = await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.GetSubscriptionAsync(ContosoId, Subscription, default));
        Assert.Equal(302, fault.Status);
        Assert.Single(cloud.To("arm"));
    }

    [Fact]
    public async Task Partner_centers_ids_stay_the_same_over_a_repeat()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => cloud.To("partner").Count() == 1 ? Json("{}", 500) : Json("""{"items":[]}"""));
        await cloud.Azure.ListAzureSubscriptionsAsync(ContosoId, default);
        var calls = cloud.To("partner").ToList();
        Assert.Equal(2, calls.Count);
        Assert.Equal(calls[0].Headers["MS-RequestId"], calls[1].Headers["MS-RequestId"]);
        Assert.Equal(calls[0].Headers["MS-CorrelationId"], calls[1].Headers["MS-CorrelationId"]);
        Assert.True(Guid.TryParse(calls[0].Headers["x-ms-client-request-id"], out _));
    }

    [Fact]
    public async Task A_cut_body_is_a_transient_fault_of_the_service()
    {
        await using var cloud = new ScriptedCloud();
        cloud.Script(_ => Json("""{"subscriptionId":"2222"""));
        var fault = await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.GetSubscriptionAsync(ContosoId, Subscription, default));
        Assert.Equal(CloudReason.ServiceFault, fault.Reason);
    }

    [Fact]
    public async Task Ids_that_are_no_ids_go_nowhere()
    {
        await using var cloud = new ScriptedCloud();
        Assert.Equal(
            CloudReason.NotOurCustomer,
            (await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.GetCustomerAsync("../subscriptions", default))).Reason);
        Assert.Equal(
            CloudReason.NotFound,
            (await Assert.ThrowsAsync<CloudFault>(() => cloud.Azure.GetSubscriptionAsync(ContosoId, "x/../y", default))).Reason);
        Assert.Null(await cloud.Azure.FindUserAsync(ContosoId, "Anna", default));
        Assert.Empty(cloud.Calls);
    }

    /// <summary>What the stream of a connection says when it is closed between a read's check and its reading.</summary>
    private sealed class ClosedInRead(CancellationTokenSource? caller) : MemoryStream
    {
        // A stream that can seek would be taken as it is.
        public override bool CanSeek => false;

        public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
        {
            if (caller is not null)
                await caller.CancelAsync();
            var over = new TaskCompletionSource();
            await using (cancellationToken.Register(over.SetResult))
                await over.Task;
#pragma warning disable CA2201, MA0012 // It is what the runtime throws there.
            throw new NullReferenceException { Source = "System.Net.Http" };
#pragma warning restore CA2201, MA0012
        }
    }
}
