using CspBot.Cloud.Http;
using CspBot.Cloud.PartnerCenter;
using CspBot.Store;

namespace CspBot.Cloud;

/// <summary>Keeps all customers in memory, loaded in the background and refreshed while the old list goes on serving.</summary>
/// <remarks>
/// Start-up does not wait for it. A list that another instance read, or this one before a restart, is taken from the cache; only one
/// instance at a time reads Partner Center. While the first load runs, a search sees the part loaded so far and, when that holds nothing,
/// makes at most one filtered call every few seconds for all who type; afterwards a search makes no call at all.
/// </remarks>
internal sealed class CustomerIndex(
    PartnerCenterClient partner, SharedCustomers shared, Loops loops, TimeProvider time, ILogger<CustomerIndex> log) : BackgroundService
{
    /// <summary>How often the list is read again.</summary>
    public static readonly TimeSpan RefreshEvery = TimeSpan.FromMinutes(10);

    private const int PageSize = 500;
    private static readonly TimeSpan FilterPause = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan FailurePause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(30);

    private readonly OneFlight<string, DateTimeOffset> _load = new();
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _firstPage = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile CustomerSearch _filtered = CustomerSearch.Empty;
    private volatile CustomerSearch _known = CustomerSearch.Empty;
    private volatile bool _complete;
    private (CloudFault Fault, DateTimeOffset At)? _failed;
    private DateTimeOffset _filteredAt = DateTimeOffset.MinValue;
    private CancellationToken _stopping;
    private int _failures;

    /// <summary>The first load is through: the index holds every customer.</summary>
    public bool IsComplete => _complete;

    /// <summary>How many customers it holds now.</summary>
    public int Count => _known.Count;

    /// <summary>Everyone it holds now, by name.</summary>
    public IReadOnlyList<Customer> Customers => _known.Customers;

    /// <summary>The customer with this id as the index knows it, without a call; null when it does not (yet).</summary>
    public Customer? Find(string customerId) => _known.ById(customerId);

    /// <summary>Best matches first; see <see cref="CustomerSearch.Find"/>, which tells exact ones from near ones.</summary>
    /// <exception cref="CloudFault">Nothing is loaded yet and the load fails.</exception>
    public async Task<IReadOnlyList<Customer>> SearchAsync(string text, int max, CancellationToken ct)
    {
        if (_complete)
            return _known.Find(text, max);

        if (_known.Count == 0)
            await WaitForPartAsync(ct);
        var found = _known.FindExact(text, max);
        if (found.Count == 0)
            found = _filtered.FindExact(text, max);
        if (found.Count > 0)
            return found;

        // What only comes near waits for the call that may know better.
        if (_complete || !MayFilter(text))
            return _known.FindNear(text, max);

        var names = await partner.FilterCustomersAsync(text.Trim(), ct);
        lock (_gate)
            _filtered = CustomerSearch.Of(
                _filtered.Customers.Concat(names.Select(Read).OfType<Customer>()).DistinctBy(c => c.Id, StringComparer.OrdinalIgnoreCase));
        return _filtered.FindExact(text, max) is { Count: > 0 } exact ? exact : _known.FindNear(text, max);
    }

    /// <summary>Takes the list of another instance or reads all customers, or joins the load that runs; when the list is too old.</summary>
    /// <exception cref="CloudFault">Partner Center could not be read.</exception>
    public Task<DateTimeOffset> RefreshAsync(CancellationToken ct) => _load.RunAsync("", LoadAsync, ct);

    /// <summary>The customer of a list or of a read by id; null when the answer lacks an id.</summary>
    public static Customer? Read(CustomerShape shape) => (shape.Id ?? shape.CompanyProfile?.TenantId) is not { Length: > 0 } id
        ? null
        : new Customer(
            id, CloudJson.Named(shape.CompanyProfile?.CompanyName, shape.CompanyProfile?.Domain, id), shape.CompanyProfile?.Domain ?? "");

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _stopping = stoppingToken;
        return loops.RunAsync("customers", RoundAsync, stoppingToken);
    }

    /// <summary>Refreshes the list; until the next time.</summary>
    private async Task<TimeSpan> RoundAsync(CancellationToken ct)
    {
        try
        {
            var pause = await RefreshAsync(ct) - time.GetUtcNow();
            _failures = 0;

            // Another instance's clock may differ from ours.
            return pause < ShortestPause ? ShortestPause : pause > RefreshEvery ? RefreshEvery : pause;
        }
        catch (CloudFault fault)
        {
            _failures++;
            var backOff = TimeSpan.FromSeconds(Math.Min(300, 5 * Math.Pow(2, Math.Min(_failures - 1, 10))));
            var pause = fault.RetryAfter > backOff ? fault.RetryAfter.Value : backOff;
            CloudLog.CustomersNotRead(log, fault.Reason, fault.Code, fault.RequestId, pause);
            return pause;
        }
    }

    private async Task<DateTimeOffset> LoadAsync()
    {
        var ct = _stopping;
        try
        {
            do
            {
                if (await shared.FindAsync(ct) is { } found)
                {
                    // Folding fifty thousand names takes a moment, and somebody may be waiting.
                    PublishPart(found.Customers.Take(PageSize), PageSize);
                    Complete(found.Customers);
                    return found.Ends;
                }
            }
            while (!await IsOursToReadAsync(ct));

            var ends = time.GetUtcNow() + RefreshEvery;
            var customers = await ReadAllAsync(ct);
            Complete(customers);
            await shared.ShareAsync(customers, ends, ct);
            return ends;
        }
        catch (CloudFault fault)
        {
            lock (_gate)
                _failed = (fault, time.GetUtcNow());
            throw;
        }
    }

    /// <summary>True when this instance shall read Partner Center; false, after a moment, when another one is still at it.</summary>
    private async Task<bool> IsOursToReadAsync(CancellationToken ct)
    {
        if (await shared.MayReadAsync(ct))
            return true;

        // An old list goes on serving; but who searches here while nothing is known does not wait for the other instance.
        var pause = Task.Delay(LookPause, time, ct);
        await (_complete ? pause : Task.WhenAny(pause, _wanted.Task));
        ct.ThrowIfCancellationRequested();
        return !_complete && _wanted.Task.IsCompleted;
    }

    private async Task<Customer[]> ReadAllAsync(CancellationToken ct)
    {
        var customers = new Dictionary<string, Customer>(StringComparer.OrdinalIgnoreCase);
        var published = 0;
        await foreach (var page in partner.ListCustomersAsync(PageSize, ct))
        {
            foreach (var customer in page.Select(Read).OfType<Customer>())
                customers[customer.Id] = customer;

            // Folding again for every page would be quadratic: publish the part each time it has doubled.
            if (customers.Count >= published * 2 && PublishPart(customers.Values, customers.Count))
                published = customers.Count;
        }

        return [.. customers.Values];
    }

    /// <summary>Serves a part of the first list while the rest is on its way; false when there is as much already.</summary>
    private bool PublishPart(IEnumerable<Customer> part, int count)
    {
        if (_complete || count <= _known.Count)
            return false;
        _known = CustomerSearch.Of(part);
        _firstPage.TrySetResult();
        return true;
    }

    private void Complete(Customer[] customers)
    {
        _known = CustomerSearch.Of(customers);
        _complete = true;
        _firstPage.TrySetResult();
        lock (_gate)
        {
            _failed = null;
            _filtered = CustomerSearch.Empty;
        }

        CloudLog.CustomersRead(log, customers.Length);
    }

    /// <summary>
    /// Waits until a first page is there. A load that failed a moment ago is not begun again for each key that is pressed.
    /// </summary>
    private async Task WaitForPartAsync(CancellationToken ct)
    {
        lock (_gate)
        {
            if (_failed is { } failed && time.GetUtcNow() - failed.At < FailurePause)
                throw failed.Fault;
        }

        _wanted.TrySetResult();
        var load = RefreshAsync(ct);
        await (await Task.WhenAny(load, _firstPage.Task));
    }

    private bool MayFilter(string text)
    {
        if (text.Trim().Length < 2)
            return false;
        lock (_gate)
        {
            var now = time.GetUtcNow();
            if (now - _filteredAt < FilterPause)
                return false;
            _filteredAt = now;
            return true;
        }
    }
}
