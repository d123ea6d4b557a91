using System.Diagnostics.CodeAnalysis;

namespace CspBot.Cache;

/// <summary>A load under way, whatever it brings.</summary>
internal interface ICacheFlight
{
    /// <summary>What it brings is old before it lands: nobody may keep it.</summary>
    void Outdate();
}

/// <summary>One load of one key that several callers wait for; it is cancelled when the last of them has left.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source has no timer and no links, and late passengers still use it.")]
internal sealed class CacheFlight<T> : ICacheFlight
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _cancel = new();
    private readonly TaskCompletionSource<T> _landing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _passengers;
    private bool _started;
    private bool _over;

    public Task<T> Landing => _landing.Task;

    public bool IsOutdated { get; private set; }

    /// <summary>False when all earlier passengers have left, so that the flight is over.</summary>
    public bool TryJoin()
    {
        lock (_lock)
        {
            if (_over)
                return false;
            _passengers++;
            return true;
        }
    }

    public void StartOnce(Func<CancellationToken, Task<T>> fly)
    {
        lock (_lock)
        {
            if (_started)
                return;
            _started = true;
        }

        // Not the caller's own call stack: the caller may leave while the load goes on for the others.
        _ = Task.Run(() => LandAsync(fly));
    }

    public void Leave()
    {
        lock (_lock)
        {
            if (--_passengers > 0)
                return;
            _over = true;
        }

        _cancel.Cancel();
    }

    public void Outdate()
    {
        lock (_lock)
            IsOutdated = true;
    }

    public void UnlessOutdated(Action keep)
    {
        lock (_lock)
        {
            if (!IsOutdated)
                keep();
        }
    }

    private async Task LandAsync(Func<CancellationToken, Task<T>> fly)
    {
        try
        {
            _landing.TrySetResult(await fly(_cancel.Token));
        }
        catch (OperationCanceledException e) when (_cancel.IsCancellationRequested)
        {
            _landing.TrySetCanceled(e.CancellationToken);
        }
        catch (Exception e)
        {
            _landing.TrySetException(e);
            _ = _landing.Task.Exception; // seen, also when every passenger has left
        }
    }
}
