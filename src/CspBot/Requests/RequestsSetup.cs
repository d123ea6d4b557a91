using CspBot.Partner;
using CspBot.Requests.Absences;
using CspBot.Requests.Approvals;
using CspBot.Requests.Audits;
using CspBot.Requests.BreakGlass;
using CspBot.Requests.Preapprovals;
using CspBot.Requests.SignIns;

namespace CspBot.Requests;

/// <summary>Registers the requests folder: the durable core.</summary>
internal static class RequestsSetup
{
    /// <summary>Adds it; <paramref name="operations"/> names each kind of operation that a stored document may hold.</summary>
    public static IServiceCollection AddRequests(
        this IServiceCollection services, ApprovalOptions approvals, IReadOnlyDictionary<string, Type> operations) =>
        services
            .AddSingleton(approvals)
            .AddSingleton(new RequestJson(operations))
            .AddSingleton<FormSeal>()
            .AddSingleton<FreshSignIns>()
            .AddSingleton<RequestCards>()
            .AddSingleton<RequestCopies>()
            .AddSingleton<RequestEnds>()
            .AddSingleton<RequestChanges>()
            .AddSingleton<AbsenceService>()
            .AddSingleton<FindAbsentApprovers>(provider => provider.GetRequiredService<AbsenceService>().FindAbsentAsync)
            .AddSingleton<StandIns>()
            .AddSingleton<AbsenceClock>()
            .AddHostedService<AbsenceWorker>()
            .AddSingleton<ApprovalDesk>()
            .AddSingleton<YesWatch>()
            .AddSingleton<PreapprovalDesk>()
            .AddSingleton<PreapprovalEnds>()
            .AddSingleton<RequestService>()
            .AddHostedService<GlassClock>()
            .AddSingleton<RequestStore>()
            .AddSingleton<AuditExport>()
            .AddSingleton<ExportLinks>()
            .AddSingleton<AuditErasure>()
            .AddHostedService(provider => provider.GetRequiredService<AuditErasure>())
            .AddHostedService<AuditRetention>()
            .AddSingleton<AuditDownload>()
            .AddSingleton<RequestRun>()
            .AddHostedService<RequestRetention>()
            .AddSingleton<AuditWatch>()
            .AddHostedService(provider => provider.GetRequiredService<AuditWatch>())
            .AddSingleton<RequestWorker>()
            .AddHostedService(provider => provider.GetRequiredService<RequestWorker>());
}
