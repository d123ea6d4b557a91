using CspBot.Messages;
using CspBot.Teams;
using Xunit;

namespace CspBot.Tests.Messages;

/// <summary>What becomes of a message that did not get through, decided without a store.</summary>
public sealed class AftermathTests
{
    public static TheoryData<string, ConnectorFailure, int?, string?, string> Table => new()
    {
        { "message", ConnectorFailure.Refused, 400, "BadArgument", "pending 1m" },
        { "message refused twice", ConnectorFailure.Refused, 400, "BadArgument", "refused 0s" },
        { "message", ConnectorFailure.Refused, null, "ServiceUrlNotAllowed", "pending 0s opens" },
        { "channel message", ConnectorFailure.Refused, null, "ServiceUrlNotAllowed", "parked 10m" },
        { "message", ConnectorFailure.TooLarge, 413, "MessageSizeTooBig", "pending 0s cut" },
        { "cut message", ConnectorFailure.TooLarge, 413, "MessageSizeTooBig", "refused 0s" },
        { "message", ConnectorFailure.Rejected, 401, null, "parked 1m" },
        { "message", ConnectorFailure.Parked, 403, "BotNotInConversationRoster", "pending 0s opens" },
        { "opened message", ConnectorFailure.Parked, 403, "BotNotInConversationRoster", "parked 1d closes" },
        { "opened message", ConnectorFailure.Parked, 403, null, "parked 10m closes" },
        { "channel message", ConnectorFailure.Parked, 403, "BotDisabledByAdmin", "parked 1d closes" },
        { "channel message", ConnectorFailure.Gone, 404, "ConversationNotFound", "parked 1m" },
        { "edit", ConnectorFailure.Gone, 404, null, "pending 0s new" },
        { "edit", ConnectorFailure.Refused, 400, "BadArgument", "pending 0s new" },
        { "edit", ConnectorFailure.Unknown, 502, null, "pending 1s" },
        { "copy", ConnectorFailure.Gone, 404, null, "pending 0s forgotten" },
        { "message", ConnectorFailure.Unknown, 502, null, "pending 10s unsure" },
        { "message", ConnectorFailure.Unknown, null, null, "pending 10s unsure" },
        { "unsure message", ConnectorFailure.Unknown, 502, null, "unknown 10s unsure" },
        { "reminder", ConnectorFailure.Unknown, 502, null, "unknown 10s unsure" },
        { "new chat", ConnectorFailure.Unknown, 502, null, "pending 1s" },
        { "new chat", ConnectorFailure.Refused, 400, null, "parked 10m" },
        { "message", ConnectorFailure.NotSent, null, null, "pending 1s" },
        { "message", ConnectorFailure.Throttled, 429, null, "pending 1s" },
        { "probe", ConnectorFailure.NotSent, null, null, "parked 1s" },
        { "probe", ConnectorFailure.Parked, 403, "BotNotInConversationRoster", "parked 1d closes" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void A_message_is_lost_only_when_nobody_can_ever_get_it(
        string message, ConnectorFailure failure, int? status, string? code, string expected)
    {
        var row = Row(message);
        var after = Aftermath.After(row, new ConnectorException(failure, status, code, ""));
        string?[] said =
        [
            after.State,
            after.Wait.TotalDays >= 1 ? $"{after.Wait.TotalDays}d"
            : after.Wait.TotalMinutes >= 1 ? $"{after.Wait.TotalMinutes}m"
            : $"{after.Wait.TotalSeconds}s",
            after.Opened > row.Opened ? "opens" : null,
            after.Cut > row.Cut ? "cut" : null,
            after.AsNew ? "new" : null,
            after.IsForgotten ? "forgotten" : null,
            after.Unsure > row.Unsure ? "unsure" : null,
            after.ParksConversation ? "closes" : null,
        ];
        Assert.Equal(expected, string.Join(' ', said.Where(word => word is not null)));
    }

    [Fact]
    public void A_wait_of_years_is_not_believed() => Assert.Equal(
        TimeSpan.FromHours(1),
        Aftermath.After(Row("message"), new ConnectorException(ConnectorFailure.Throttled, 429, null, "", TimeSpan.FromDays(1_000))).Wait);

    private static OutboxRow Row(string message) => new()
    {
        Id = message == "copy" ? "R-1/requester" + Outbox.Copy + "7" : "R-1/approver/p",
        Subject = message == "reminder" ? "R-1" + Outbox.Reminder : "R-1",
        State = message == "probe" ? "parked" : "pending",
        ActivityId = message is "edit" or "copy" ? "7" : null,
        Refusals = message == "message refused twice" ? 2 : 0,
        Cut = message == "cut message" ? 1 : 0,
        Opened = message == "opened message" ? 1 : 0,
        Unsure = message == "unsure message" ? 1 : 0,
        IsToPerson = message != "channel message",
        IsBegun = message != "new chat",
    };
}
