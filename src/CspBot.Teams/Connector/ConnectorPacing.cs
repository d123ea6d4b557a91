namespace CspBot.Teams;

/// <summary>Keeps the bot under Teams' limits before Teams has to say so: sliding windows per conversation and per tenant.</summary>
/// <remarks>
/// Facts teams-protocol §3.4: 7 in 1 s, 8 in 2 s, 60 in 30 s, 1800 in 1 h per conversation; 50 per second per tenant, of which
/// this process takes 30 at most (an older limit). An update counts as a send (the facts' inference). What passes here is then
/// asked of <see cref="SharedPace"/>, for other instances count toward the same limits.
/// </remarks>
internal sealed class ConnectorPacing(TimeProvider time, SharedPace shared)
{
    private static readonly SendWindow[] PerConversation =
    [
        new(7, TimeSpan.FromSeconds(1)),
        new(8, TimeSpan.FromSeconds(2)),
        new(60, TimeSpan.FromSeconds(30)),
        new(1800, TimeSpan.FromHours(1)),
    ];

    private static readonly SendWindow[] PerTenant = [new(30, TimeSpan.FromSeconds(1))];

    private const int MostGates = 5_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, SendGate> _gates = new(StringComparer.Ordinal);

    /// <summary>Waits until one more call fits; <paramref name="conversation"/> null counts for the tenant alone.</summary>
    public async Task WaitAsync(string tenantId, string? conversation, CancellationToken ct)
    {
        var tenant = Rent("tenant " + tenantId, PerTenant);
        var own = conversation is null ? null : Rent("conversation " + conversation, PerConversation);
        try
        {
            // The tenant's gate is passed inside the conversation's turn, so that both count the same instant.
            if (own is null)
                await PassTenantAsync(ct);
            else
                await own.PassAsync(time, isConversation: true, PassTenantAsync, ct);
        }
        finally
        {
            Return(tenant);
            Return(own);
        }

        ValueTask<PaceWait> PassTenantAsync(CancellationToken token) =>
            tenant.PassAsync(time, isConversation: false, next => shared.TakeAsync(tenantId, conversation, next), token);
    }

    /// <summary>How many conversations and tenants are remembered.</summary>
    public int Remembered
    {
        get
        {
            lock (_gate)
                return _gates.Count;
        }
    }

    private SendGate Rent(string key, SendWindow[] windows)
    {
        lock (_gate)
        {
            if (!_gates.TryGetValue(key, out var gate))
            {
                if (_gates.Count >= MostGates)
                    Forget();
                _gates[key] = gate = new SendGate(windows);
            }

            gate.Users++;
            return gate;
        }
    }

    private void Return(SendGate? gate)
    {
        if (gate is null)
            return;
        lock (_gate)
            gate.Users--;
    }

    /// <summary>Drops the longest idle tenth: the hour's window of a conversation is the least likely one to matter.</summary>
    private void Forget()
    {
        var idle = _gates.Where(g => g.Value.Users == 0).OrderBy(g => g.Value.Last).Take(MostGates / 10).Select(g => g.Key).ToList();
        foreach (var key in idle)
        {
            _gates.Remove(key, out var gate);
            gate?.Dispose();
        }
    }
}

/// <summary>At most so many calls in any such span of time.</summary>
internal sealed record SendWindow(int Calls, TimeSpan Span);

/// <summary>One conversation's or tenant's line of waiting calls, and the times of those that passed.</summary>
internal sealed class SendGate(SendWindow[] windows) : IDisposable
{
    private readonly SemaphoreSlim _line = new(1, 1);
    private readonly List<DateTimeOffset> _passed = [];
    private readonly int _most = windows.Max(w => w.Calls);

    /// <summary>Calls that hold this gate; guarded by the owner's lock.</summary>
    public int Users { get; set; }

    /// <summary>When the last call passed.</summary>
    public DateTimeOffset Last { get; private set; }

    /// <summary>Waits in line until this gate and what lies behind it let one call through.</summary>
    /// <returns>None when it passed; otherwise the wait that the other kind of gate has to sit out, and nothing counts as passed.</returns>
    public async ValueTask<PaceWait> PassAsync(
        TimeProvider time, bool isConversation, Func<CancellationToken, ValueTask<PaceWait>> next, CancellationToken ct)
    {
        await _line.WaitAsync(ct);
        try
        {
            while (true)
            {
                if (Wait(time.GetUtcNow()) is { } own)
                {
                    await Task.Delay(own, time, ct);
                    continue;
                }

                var behind = await next(ct);
                if (behind == PaceWait.None)
                    break;
                if (behind.IsOfConversation != isConversation)
                    return behind;
                await Task.Delay(behind.For, time, ct);
            }

            Record(time.GetUtcNow());
            return PaceWait.None;
        }
        finally
        {
            _line.Release();
        }
    }

    public void Dispose() => _line.Dispose();

    private TimeSpan? Wait(DateTimeOffset now)
    {
        TimeSpan? longest = null;
        foreach (var (calls, span) in windows)
        {
            if (_passed.Count < calls)
                continue;
            var wait = _passed[^calls] + span - now;
            if (wait > TimeSpan.Zero && (longest is null || wait > longest))
                longest = wait;
        }

        return longest;
    }

    private void Record(DateTimeOffset now)
    {
        Last = now;
        _passed.Add(now);
        // Trimmed in blocks: removing from the front of a list moves all of it.
        if (_passed.Count >= _most * 2)
            _passed.RemoveRange(0, _passed.Count - _most);
    }
}
