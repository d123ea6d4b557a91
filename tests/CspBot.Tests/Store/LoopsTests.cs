using System.Collections.Concurrent;
using CspBot.Store;
using CspBot.Tests.Harness;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace CspBot.Tests.Store;

/// <summary>A loop ends with the bot and for no other reason, and whoever asks sees how it is.</summary>
public sealed class LoopsTests
{
    private readonly JumpTime _time = new();
    private readonly Loops _loops;

    public LoopsTests() => _loops = new Loops(_time, NullLogger<Loops>.Instance);

    public static TheoryData<Exception> Faults =>
    [
        new InvalidOperationException("unforeseen"),
        new KeyNotFoundException(),
        new SqliteException("locked", 5),
        new OperationCanceledException("not ours"),
    ];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Whatever_a_round_throws_the_next_one_comes_and_the_loop_is_unwell_until_then(Exception fault)
    {
        using var stopping = new CancellationTokenSource();
        var failed = new SemaphoreSlim(0);
        var failing = true;
        var loop = _loops.RunAsync(
            "test",
            _ =>
            {
                failed.Release();
                return failing ? throw fault : Task.FromResult(TimeSpan.FromHours(1));
            },
            stopping.Token);
        for (var i = 0; i < 3; i++)
        {
            await failed.WaitAsync();
            var count = i + 1;
            await Eventually.IsTrueAsync("the failure is told", () =>
                _loops.Health() is [{ UnwellSince: not null } unwell] && unwell.Failures >= count && unwell.Reference is not null);
            await Eventually.IsTrueAsync("the pause is over", () =>
            {
                _time.Leap(Loops.Patience / 10);
                return failed.CurrentCount > 0;
            });
        }

        failing = false;
        await Eventually.IsTrueAsync("it is well again", () =>
        {
            _time.Leap(Loops.Patience / 10);
            return _loops.Health() is [{ UnwellSince: null, LastGood: not null, Failures: 0, Reference: null }];
        });
        await stopping.CancelAsync();
        await loop.WaitAsync(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task The_pause_grows_to_a_minute_and_to_five_seconds_for_the_store()
    {
        Assert.Equal("1 2 4 8 16 32 60 60", await PausesAsync(new InvalidOperationException()));
        Assert.Equal("1 2 4 5 5 5 5 5", await PausesAsync(new SqliteException("locked", 5)));
    }

    [Fact]
    public async Task A_round_that_hangs_is_unwell_unless_it_says_that_it_lives()
    {
        using var stopping = new CancellationTokenSource();
        var loop = _loops.RunAsync(
            "test",
            async ct => { await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct); return TimeSpan.Zero; },
            stopping.Token);
        await Eventually.IsTrueAsync("it has begun", () => _loops.Health().Count == 1);
        _time.Leap(Loops.Patience * 0.9);
        _loops.Alive("test");
        _time.Leap(Loops.Patience * 0.9);
        Assert.Null(_loops.Health()[0].UnwellSince);
        _time.Leap(Loops.Patience * 0.9);
        Assert.True(_loops.Health()[0] is { Hangs: true, UnwellSince: not null });
        await stopping.CancelAsync();
        await loop.WaitAsync(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public void Every_background_service_runs_in_it()
    {
        var services = Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "src", "CspBot"), "*.cs", SearchOption.AllDirectories)
            .Select(file => (Name: Path.GetFileName(file), Text: File.ReadAllText(file)))
            .Where(file => file.Text.Contains(" : BackgroundService", StringComparison.Ordinal))
            .ToList();
        Assert.True(services.Count >= 8);
        Assert.Empty(services.Where(file => !file.Text.Contains("oops.RunAsync(", StringComparison.Ordinal)).Select(file => file.Name));
    }

    /// <summary>Seconds between one failed round and the next.</summary>
    private static async Task<string> PausesAsync(Exception fault)
    {
        var time = new PauseTime();
        var loops = new Loops(time, NullLogger<Loops>.Instance);
        using var stopping = new CancellationTokenSource();
        await loops.RunAsync(
            "test",
            async _ =>
            {
                if (time.Pauses.Count == 8)
                    await stopping.CancelAsync();
                throw fault;
            },
            stopping.Token);
        return string.Join(' ', time.Pauses.Take(8));
    }

    /// <summary>Every pause is over at once, and noted.</summary>
    private sealed class PauseTime : TimeProvider
    {
        public ConcurrentQueue<int> Pauses { get; } = new();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Pauses.Enqueue((int)dueTime.TotalSeconds);
            return base.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }
}
