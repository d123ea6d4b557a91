using CspBot.Tests.Harness;
using Xunit;

[assembly: TestCollectionOrderer("CspBot.Trials.LongestTrialsFirst", "CspBot.Trials")]

namespace CspBot.Trials;

/// <summary>Those of the trials that run beside each other.</summary>
public sealed class LongestTrialsFirst() : LongestFirst(
    typeof(PlaygroundTests), typeof(LifeTrials), typeof(HistoryTrials), typeof(ConnectorSweepTrials),
    typeof(RightSweepTrials), typeof(OnboardingSweepTrials), typeof(CrashTrials), typeof(ActSweepTrials), typeof(PaceTrials),
    typeof(NewCustomerTrials), typeof(SeveralMachinesTests), typeof(OnboardStackTenantCrashTests), typeof(RelationTrials),
    typeof(PurchaseLoadTests), typeof(RoleTrials), typeof(AccessTrials), typeof(AuditByteTrials));
