using System.Collections.Concurrent;
using CspBot.Store;

namespace CspBot.Cloud.Http;

/// <summary>
/// Counts what a service sent that could not be read as it is, and logs each kind of place once: the
/// same record comes again with every read.
/// </summary>
internal sealed class OddEntries(ILogger<OddEntries> log)
{
    private readonly ConcurrentDictionary<(string Api, string Kind), bool> _told = new();

    /// <param name="api">Who sent it.</param>
    /// <param name="places">As <see cref="LooseJson"/> gives them: shape and index, never a name.</param>
    public void Tell(string api, IReadOnlyList<string> places)
    {
        if (places.Count == 0)
            return;
        Trace.OddEntries.Add(places.Count, new KeyValuePair<string, object?>("api", api));
        foreach (var place in places)
        {
            var kind = string.Concat(place.Where(c => !char.IsAsciiDigit(c)));
            if (_told.TryAdd((api, kind), true))
                CloudLog.OddEntries(log, api, places.Count, place);
        }
    }
}
