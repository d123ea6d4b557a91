using System.Globalization;

namespace CspBot.Sandbox;

/// <summary>One line per thing that is waited for: its name, a dot each second, and how long it took.</summary>
internal sealed class Progress(TimeProvider time)
{
    public async Task ShowAsync(string what, Func<Task> work, CancellationToken ct)
    {
        Console.Write($"{what} …");
        long start = time.GetTimestamp();
        Task running = work();
        while (await Task.WhenAny(running, Task.Delay(TimeSpan.FromSeconds(1), time, ct)) != running)
        {
            ct.ThrowIfCancellationRequested();
            Console.Write('.');
        }

        await running;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $" ready ({time.GetElapsedTime(start).TotalSeconds:F1} s)"));
    }
}
