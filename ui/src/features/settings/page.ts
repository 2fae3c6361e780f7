// The pages of the settings, by name.
export type SettingsPage = 'account' | 'chat' | 'look' | 'keys' | 'data' | 'privacy'
