using CspBot.Tests.Cards;
using CspBot.Tests.Cloud;
using CspBot.Tests.Dialogs;
using CspBot.Tests.Handovers;
using CspBot.Tests.Infra;
using CspBot.Tests.Machines;
using CspBot.Tests.Messages;
using CspBot.Tests.Permissions;
using CspBot.Tests.Purchases;
using CspBot.Tests.Requests;
using CspBot.Tests.Store;
using Xunit;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("CspBot.Tests.Harness.LongestTestsFirst", "CspBot.Tests")]

namespace CspBot.Tests.Harness;

/// <summary>
/// Classes that take longest begin first: tests of one class run one after the other, and one that begins last would keep a processor idle.
/// </summary>
public abstract class LongestFirst(params Type[] longest) : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection =>
        {
            var place = Array.FindIndex(longest, type => collection.DisplayName.Contains(type.FullName!, StringComparison.Ordinal));
            return place < 0 ? longest.Length : place;
        });
}

/// <summary>Those of the quick run.</summary>
public sealed class LongestTestsFirst() : LongestFirst(
    typeof(CardTourTests), typeof(WireInventoryTests), typeof(WriteFaultTests), typeof(FalseAnswerTests), typeof(SubmitForgeryTests),
    typeof(GrantOwnerFaultTests), typeof(GrantOwnerSweepTests), typeof(ConnectorSweepTests), typeof(OnboardStackTenantHandOverTests),
    typeof(OnboardStackTenantTests), typeof(ClockTests), typeof(OnboardStackTenantHandOverUndoTests), typeof(RoleTests),
    typeof(BicepTests), typeof(ReservationAttackTests), typeof(CustomerRelationTests), typeof(RightsAttackTests),
    typeof(ReservationBuyRefusalTests), typeof(HandOverFollowTests), typeof(ReservationPermissionWatchTests), typeof(SharedIndexTests),
    typeof(ReservationPermissionFaultTests), typeof(EndTests), typeof(CustomerAccessTests), typeof(PermissionWalkTests),
    typeof(ReservationPermissionClosingTests), typeof(LogReadingTests), typeof(ReservationManageTests), typeof(UnreadWriteTests),
    typeof(LossTests), typeof(OutageTests), typeof(PurchaseWatchTests), typeof(CustomerStandingTests), typeof(FreshSignInTests),
    typeof(GlassTests), typeof(CrashTests), typeof(LockedFileTests), typeof(SetAsideTests), typeof(Requests.AbsenceTests),
    typeof(AuditMutationTests));
