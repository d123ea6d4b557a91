using System.Text.Json.Serialization;

namespace CspBot.Requests;

/// <summary>Where a request stands; the names on the wire are the contract's.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RequestState>))]
internal enum RequestState
{
    [JsonStringEnumMemberName("pending-approval")]
    PendingApproval,
    [JsonStringEnumMemberName("approved")]
    Approved,
    [JsonStringEnumMemberName("running")]
    Running,
    [JsonStringEnumMemberName("succeeded")]
    Succeeded,
    [JsonStringEnumMemberName("failed")]
    Failed,
    [JsonStringEnumMemberName("rejected")]
    Rejected,
    [JsonStringEnumMemberName("expired")]
    Expired,
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}

/// <summary>The contract's names of the states.</summary>
internal static class RequestStateNames
{
    public static string Name(this RequestState state) => state switch
    {
        RequestState.PendingApproval => "pending-approval",
        _ => state.ToString().ToLowerInvariant(),
    };

    public static bool IsOver(this RequestState state) =>
        state is RequestState.Succeeded or RequestState.Failed or RequestState.Rejected or RequestState.Expired or RequestState.Cancelled;
}
