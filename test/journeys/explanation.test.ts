import { journey } from '../support/journey.ts';

describe('An explanation', () => {
  const host = journey({ name: 'explanation' });

  it('leads from a name to the line that declares it', async () => {
    const { workbench } = host;
    await workbench.openFile('rateLimiter.ts');
    await workbench.press('Control+A');
    await workbench.runCommand('Tierwise: Explain Code');
    await workbench.waitForTab(/Explanation of rateLimiter\.ts/);
    const preview = workbench.page.frameLocator('iframe.webview').frameLocator('#active-frame');
    const name = preview.getByRole('link', { name: 'TokenBucketLimiter', exact: true }).first();
    await name.waitFor();
    await workbench.screenshot('explained');
    await name.click();
    await workbench.statusBarItem('status.editor.selection').getByText('Ln 23, Col 1').waitFor();
    await workbench.screenshot('followed');
  });
});
