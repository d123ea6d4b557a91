using CspBot.Store;
using CspBot.Tests.Harness;
using Xunit;

namespace CspBot.Tests.Store;

/// <summary>A walk: everybody once in a round, whoever could not be read again, and never more than its stride.</summary>
public sealed class WalkTests : IAsyncLifetime
{
    private readonly StoreClock _clock = new();
    private readonly string _folder = TempFolder.Create("walk");
    private readonly List<IReadOnlyList<string>> _steps = [];
    private readonly HashSet<string> _failing = [];
    private Database _database = null!;

    public async Task InitializeAsync()
    {
        _database = new Database(
            new StoreOptions { ConnectionString = $"Data Source={Path.Combine(_folder, "store.db")}" }, new Signals(TimeProvider.System));
        await Migrations.RunAsync(_database, TimeProvider.System, default);
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_round_meets_everybody_once_in_order_and_says_since_when_it_is_whole()
    {
        Assert.False(await StepAsync());
        Assert.Empty(_steps);
        for (var i = 0; i < 4; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            Assert.True(await StepAsync());
            Assert.False(await StepAsync());
        }

        Assert.Equal(["a b c", "d e f", "g h i", "j"], _steps.Select(step => string.Join(' ', step)));
        var state = (await StateAsync())!;
        Assert.Equal((1, "", _clock.GetUtcNow().AddMinutes(-3).ToUnixTimeMilliseconds()), (state.Rounds, state.Place, state.WholeSince));

        // It rests, and comes again.
        _clock.Advance(TimeSpan.FromHours(23.9));
        Assert.False(await StepAsync());
        _clock.Advance(TimeSpan.FromHours(0.1));
        Assert.True(await StepAsync());
        Assert.Equal("a b c", string.Join(' ', _steps[^1]));
        Assert.Equal(state.WholeSince, (await StateAsync())!.WholeSince);
    }

    [Fact]
    public async Task However_many_were_missed_a_step_takes_no_more_of_them_than_of_the_others()
    {
        _failing.UnionWith(["a", "b", "c", "d", "e"]);
        await StepAsync();
        for (var i = 0; i < 4; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(1));
            await StepAsync();
        }

        Assert.All(_steps, step => Assert.InRange(step.Count, 1, 6));
        _failing.Clear();
        for (var i = 0; i < 3; i++)
        {
            _clock.Advance(TimeSpan.FromMinutes(16));
            await StepAsync();
        }

        Assert.Equal(1, (await StateAsync())!.Rounds);
        Assert.Empty((await StateAsync())!.Missed);
        Assert.Equal("abcdefghij", string.Concat(_steps.SelectMany(step => step).Distinct().Order()));
    }

    [Fact]
    public async Task A_step_that_throws_leaves_the_place()
    {
        await StepAsync();
        _clock.Advance(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<TimeoutException>(() => StepAsync(_ => throw new TimeoutException()));
        _clock.Advance(TimeSpan.FromMinutes(1));
        await StepAsync();
        Assert.Equal(["a b c"], _steps.Select(step => string.Join(' ', step)));
    }

    private Task<bool> StepAsync(Action<IReadOnlyList<string>>? look = null) => new Walk(
        new WalkPlan
        {
            Name = "test",
            Stride = 3,
            Pace = TimeSpan.FromMinutes(1),
            First = TimeSpan.FromMinutes(1),
            Rest = TimeSpan.FromDays(1),
            Ids = _ => Task.FromResult<IReadOnlyList<string>?>([.. "jihgfedcba".Select(letter => letter.ToString())]),
            Look = (ids, _, _) =>
            {
                look?.Invoke(ids);
                _steps.Add(ids);
                return Task.FromResult<IReadOnlyList<string>>([.. ids.Where(_failing.Contains)]);
            },
        },
        _database,
        _clock).StepAsync(default);

    private Task<WalkState?> StateAsync() => _database.ReadAsync(s => Walk.ReadAsync(s, "test"), default);
}
