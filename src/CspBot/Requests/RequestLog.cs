using CspBot.Store;

namespace CspBot.Requests;

/// <summary>What is told of a transition that is committed.</summary>
internal static class RequestLog
{
    /// <summary>Logs it, and counts a new state.</summary>
    /// <param name="log">Where.</param>
    /// <param name="after">The request as it now is.</param>
    /// <param name="before">The request as it was; null when what a person did counts also where the state stayed.</param>
    public static void Became(this ILogger log, Request after, Request? before = null)
    {
        log.RequestIs(after.Id, after.State.Name(), after.Version);
        if (after.State != before?.State)
            Trace.Requests.Add(1, new KeyValuePair<string, object?>("state", after.State.Name()));
    }
}
