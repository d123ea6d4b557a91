using CspBot.Cloud;
using CspBot.Store;

namespace CspBot.Credit;

/// <summary>
/// Keeps the credit that the partner earns on customers' Azure subscriptions: it is lost for each whole day on which AdminAgents hold no
/// role there (november-2026 §C 13), and nobody is told by Microsoft.
/// </summary>
/// <remarks>
/// A round over all customers each day, a few at a time; and every hour those on which the role was missing, so that a loss is confirmed
/// and a repair is seen. One of the bots at a time; where it stands is in the store. 40 customers a minute are two calls each to Partner
/// Center, of the 500 that it takes, and one to Azure for each subscription: 50,000 customers take 21 hours.
/// </remarks>
internal sealed class CreditWatch(
    CustomerIndex customers,
    Database database,
    CreditLook look,
    Turns turns,
    Loops loops,
    CreditOptions options,
    TimeProvider time,
    ILogger<CreditWatch> log) : BackgroundService
{
    public const string Everybody = "credit-everybody";
    public const string Missing = "credit-missing";
    private const string Topic = "credit";
    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    private readonly Walk _everybody = new(
        new WalkPlan
        {
            Name = Everybody,
            Stride = 40,
            Pace = Pace,
            First = Pace,
            Rest = TimeSpan.FromHours(23),
            Ids = _ => Task.FromResult<IReadOnlyList<string>?>(
                customers.IsComplete ? [.. customers.Customers.Select(customer => customer.Id)] : null),
            Look = (ids, _, ct) => look.TakeAsync(ids, ct),
        },
        database,
        time);

    private readonly Walk _missing = new(
        new WalkPlan
        {
            Name = Missing,
            Stride = 40,
            Pace = Pace,
            First = Pace,
            Rest = TimeSpan.FromHours(1),
            Ids = async ct => await database.ReadAsync(CreditTable.ListMissingAsync, ct),
            Look = (ids, _, ct) => look.TakeAsync(ids, ct),
        },
        database,
        time);

    /// <summary>The next few customers of each walk, when they are due.</summary>
    /// <exception cref="CloudFault">Throttled; the same few come again.</exception>
    public async Task<bool> WalkAsync(CancellationToken ct)
    {
        var walked = await _everybody.StepAsync(ct);
        return await _missing.StepAsync(ct) || walked;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        options.Watch ? loops.RunAsync(Topic, InTurnAsync, stoppingToken) : Task.CompletedTask;

    /// <summary>The pause until somebody looks again, or what the cloud asks for when it refuses.</summary>
    private async Task<TimeSpan> InTurnAsync(CancellationToken ct)
    {
        var pause = Pace;
        try
        {
            await turns.EnsureAsync(Topic, time.GetUtcNow(), ct);
            if (await turns.TakeAsync(Topic, ct) is { } turn)
                await turns.HoldAsync(turn, TimeSpan.Zero, WalkAsync, ct);
        }
        catch (LostLeaseException)
        {
            // Another instance took over: what is stored is true, and it goes on from there.
        }
        catch (CloudFault fault)
        {
            log.CreditNotRead(fault.Api, fault.Reason, fault.Status, fault.Code, fault.RequestId);
            pause = fault.RetryAfter > pause ? fault.RetryAfter.Value : pause;
        }

        return pause > Shortest ? pause : Shortest;
    }
}
