using CspBot.Resources;

namespace CspBot.Conversation;

/// <summary>Registers the conversation folder and the dialogs of the table.</summary>
internal static class ConversationSetup
{
    /// <summary>Adds the router, what dialogs share, and each dialog in the order given.</summary>
    public static IServiceCollection AddConversation(this IServiceCollection services, IReadOnlyList<DialogEntry> table)
    {
        foreach (var entry in table)
        {
            services.AddSingleton(entry.Dialog);
            Texts.Know(entry.Area, entry.Dialog.Assembly);
        }

        return services
            .AddSingleton<IReadOnlyList<Dialog>>(provider => [.. table.Select(entry => (Dialog)provider.GetRequiredService(entry.Dialog))])
            .AddSingleton(provider => new Lazy<IReadOnlyList<Dialog>>(provider.GetRequiredService<IReadOnlyList<Dialog>>))
            .AddSingleton<Searches>()
            .AddSingleton<CustomerChoice>()
            .AddSingleton<DialogActs>()
            .AddSingleton(_ => new PhraseReader(table))
            .AddSingleton<DialogRouter>();
    }

    /// <summary>Adds a thing to do under that dialog's name.</summary>
    /// <param name="of">The dialog's name, such as <c>reservations</c>.</param>
    /// <param name="name">The act's name, and the step that opens it.</param>
    public static IServiceCollection AddAct<TDialog>(this IServiceCollection services, string of, string name)
        where TDialog : Dialog =>
        services.AddSingleton<TDialog>().AddSingleton(provider => new DialogAct(of, name, provider.GetRequiredService<TDialog>()));
}
