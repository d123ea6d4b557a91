namespace CspBot.Conversation;

/// <summary>Registers the conversation folder and the dialogs of the table.</summary>
internal static class ConversationSetup
{
    /// <summary>Adds the router, what dialogs share, and each dialog in the order given.</summary>
    public static IServiceCollection AddConversation(this IServiceCollection services, IReadOnlyList<Type> dialogs)
    {
        foreach (var dialog in dialogs)
            services.AddSingleton(dialog);
        return services
            .AddSingleton<IReadOnlyList<Dialog>>(provider => [.. dialogs.Select(dialog => (Dialog)provider.GetRequiredService(dialog))])
            .AddSingleton(provider => new Lazy<IReadOnlyList<Dialog>>(provider.GetRequiredService<IReadOnlyList<Dialog>>))
            .AddSingleton<Searches>()
            .AddSingleton<CustomerChoice>()
            .AddSingleton<DialogRouter>();
    }
}
