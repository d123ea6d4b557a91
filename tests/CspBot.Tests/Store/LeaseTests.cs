using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Data.Sqlite;
using Xunit;

namespace CspBot.Tests.Store;

/// <summary>A lease is held as long as the work goes on, or the work ends: never one without the other.</summary>
public sealed class LeaseTests
{
    private static readonly Lease Short = new(TimeSpan.FromSeconds(30));
    private readonly ManualTime _time = new(DateTimeOffset.UnixEpoch);

    [Fact]
    public async Task A_store_that_stumbles_once_does_not_end_the_renewal()
    {
        var tries = 0;
        var work = new TaskCompletionSource();
        var held = Short.HoldAsync(
            _ => ++tries <= 2 ? throw new SqliteException("database is locked", 5) : Task.FromResult(true),
            _ => work.Task,
            _time,
            default);
        await PassAsync(held, () => tries >= 6);
        Assert.Equal(6, tries);
        work.SetResult();
        await held;
    }

    [Fact]
    public async Task A_lease_that_is_anothers_ends_the_work_at_once()
    {
        var held = Short.HoldAsync(
            _ => Task.FromResult(false), token => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token), _time, default);
        await PassAsync(held, () => false);
        await Assert.ThrowsAsync<LostLeaseException>(() => held);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_that_stays_away_ends_the_work_before_anybody_else_may_take_it_over(bool hangs)
    {
        var ended = TimeSpan.Zero;
        var began = _time.GetTimestamp();
        var held = Short.HoldAsync(
            async token =>
            {
                if (hangs)
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                throw new SqliteException("unable to open", 14);
            },
            async token =>
            {
                try
                {
                    await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                }
                finally
                {
                    ended = _time.GetElapsedTime(began);
                }
            },
            _time,
            default);
        await PassAsync(held, () => false);
        await Assert.ThrowsAsync<LostLeaseException>(() => held);
        Assert.InRange(ended, Short.Length * 0.6, Short.Length);
    }

    [Fact]
    public async Task Stopping_ends_the_work_and_is_no_lost_lease()
    {
        using var stopping = new CancellationTokenSource();
        var held = Short.HoldAsync(
            _ => Task.FromResult(true), token => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token), _time, stopping.Token);
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held);
    }

    /// <summary>
    /// Time passes until it is so, or the work is over; and only while somebody waits for it: however busy the machine is, nobody sees it
    /// later than it is.
    /// </summary>
    private async Task PassAsync(Task held, Func<bool> so)
    {
        while (!so() && await Task.WhenAny(held, _time.Waited(_ => true)) != held)
            _time.Advance(_time.Next);
    }
}
