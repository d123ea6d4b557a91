using CspBot.Cloud.Http;
using CspBot.Requests;
using CspBot.Stacks;

namespace CspBot.Dialogs.OnboardStackTenant;

/// <summary>What our own requests did to mappings, to the second: their steps date what looks only frame.</summary>
internal static class StackUsageSteps
{
    /// <summary>What these requests tell of one tenant on one deployment.</summary>
    public static IEnumerable<MappingMark> MarksOf(IReadOnlyList<Request> requests, string deployment, string tenant) =>
        from request in requests
        let onboard = request.Operation as OnboardStackTenantOperation
        let offboard = request.Operation as OffboardStackTenantOperation
        where onboard is not null || offboard is not null
        where CloudJson.SameId(TenantOf(request), tenant)
        from step in request.Steps
        let at = step.At
        where step.State == StepState.Done && at is not null
        where step.Name == (onboard is null ? "unmap:" : "map:") + deployment
        select new MappingMark(at.Value, onboard is null ? Unmapped(step) : Mapped(step));

    /// <summary>A customer that the request created has its id in the notes.</summary>
    private static string TenantOf(Request request) => request.Operation.CustomerId.Length > 0
        ? request.Operation.CustomerId
        : request.Notes.GetValueOrDefault("customer", "");

    /// <summary>The step remarks whether the mapping stood before the request; a repeated step cannot tell by its own write.</summary>
    private static MappingSign Mapped(RequestStep step) => step.Remark?.Split('\t')[0] switch
    {
        "MappingStood" => MappingSign.Seen,
        "Mapped" => MappingSign.Made,
        _ => step.Wrote ? MappingSign.Made : MappingSign.Seen,
    };

    private static MappingSign Unmapped(RequestStep step) => step.Wrote ? MappingSign.Removed : MappingSign.Missed;
}
